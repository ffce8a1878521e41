"""The WebSocket of the SDK: one greeting, one result."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest


async def talk(app: Any, act: Any) -> list[Any]:
    """Open a socket, do something with its id, and return the frames that came."""
    async with aiohttp.ClientSession() as http, http.ws_connect(f"{app.urls.api}/?x=1") as socket:
        greeting = await socket.receive_json(timeout=5)
        await socket.send_str("ignored")
        await asyncio.to_thread(act, greeting["ws_client_id"])
        frames = [greeting]
        while True:
            try:
                frames.append(await socket.receive_json(timeout=0.2))
            except TimeoutError:
                return frames


def test_success_is_told_once(app: Any) -> None:
    """A second flow with the same id is told to nobody."""
    token = app.session()

    def connect_twice(client: str) -> None:
        for _ in range(2):
            location = app.leave(token, query=f"&ws_client_id={client}")
            app.arrive(app.decide(location))

    greeting, *frames = asyncio.run(talk(app, connect_twice))

    first = app.connections()[-1]["connection_id"]
    assert greeting["message_type"] == "connection_ack"
    assert frames == [
        {
            "message_type": "success",
            "provider_config_key": "outlook",
            "connection_id": first,
            "is_pending": False,
        }
    ]


def test_a_denial_is_told_with_its_reason(app: Any) -> None:
    """The type is that of the callback."""

    def deny(client: str) -> None:
        app.arrive(app.decide(app.leave(app.session(), query=f"&ws_client_id={client}"), "deny"))

    _, frame = asyncio.run(talk(app, deny))

    assert (frame["message_type"], frame["error_type"]) == ("error", "callback_err")
    assert "access_denied" in frame["error_desc"]


def test_what_ends_before_it_began_is_told_too(app: Any) -> None:
    """Unless it is JSON: of that nobody hears."""
    token = app.session(tags={}, allowed_integrations=["crm"])

    def fail(client: str) -> None:
        start = f"connect_session_token={token}&ws_client_id={client}"
        app.bare("GET", f"/oauth/connect/slack?{start}")
        app.bare("GET", f"/oauth/connect/crm?{start}")

    _, frame = asyncio.run(talk(app, fail))

    assert frame["error_type"] == "url_param_err"
    assert frame["error_desc"].endswith("Provided Connection Config: {}")


@pytest.mark.shows("specification", "WebSocket: auth_mode_err")
def test_a_mode_that_has_no_popup_is_told_by_name(app: Any) -> None:
    """An integration of it may well be allowed."""
    token = app.session(tags={}, allowed_integrations=["app"])

    def fail(client: str) -> None:
        start = f"connect_session_token={token}&ws_client_id={client}"
        app.bare("GET", f"/oauth/connect/app?{start}")

    _, frame = asyncio.run(talk(app, fail))

    assert frame["error_type"] == "auth_mode_err"
    assert frame["error_desc"] == "Auth mode APP not supported."


def test_other_paths_and_half_a_handshake_are_refused(app: Any) -> None:
    """As plain HTTP."""

    async def elsewhere() -> int:
        async with aiohttp.ClientSession() as http:
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await http.ws_connect(f"{app.urls.api}/other")
            return refused.value.status

    assert asyncio.run(elsewhere()) == 400
    assert app.bare("GET", "/", headers={"Upgrade": "websocket"}).status_code == 400
