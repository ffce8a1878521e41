"""A fake that is killed in the middle of two hundred flows has lost nothing it acknowledged."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

import aiohttp

from tests.fake_nango.state.conftest import Running, Start

FLOWS: Final = 200
AT_ONCE: Final = 8
# How many connections have been acknowledged when the fake is killed.
KILLS: Final = (60, 50, 40)


@dataclass(slots=True)
class Acknowledged:
    """What the fake has said to be there: tokens of sessions, and credentials by connection."""

    sessions: list[str] = field(default_factory=list)
    connections: dict[str, str] = field(default_factory=dict)
    begun: int = 0
    interrupted: int = 0


def test_what_was_acknowledged_is_there_after_each_of_three_crashes(start: Start) -> None:
    """Every session opens, every connection is shown with the credentials that it had."""
    said = Acknowledged()
    for acknowledged in KILLS:
        fake = start()
        asyncio.run(until_killed(fake, said, len(said.connections) + acknowledged))

    again = start()

    assert said.interrupted >= len(KILLS)
    assert len(said.connections) >= sum(KILLS)
    assert len(said.sessions) > len(said.connections)
    missing = [
        token
        for token in said.sessions
        if again.call("GET", "/connect/session", token).status_code != 200
    ]
    assert missing == []
    assert {cid: shown(again, cid) for cid in said.connections} == said.connections


def shown(fake: Running, cid: str) -> str | None:
    """Return the access token that the API shows for a connection."""
    answer = fake.call("GET", f"/connections/{cid}?provider_config_key=outlook").json()
    token: str | None = answer.get("credentials", {}).get("access_token")
    return token


async def until_killed(fake: Running, said: Acknowledged, enough: int) -> None:
    """Start flows, and kill the fake as soon as enough connections have been acknowledged."""
    enough_said = asyncio.Event()
    room = asyncio.Semaphore(AT_ONCE)
    async with aiohttp.ClientSession() as client:

        async def one(number: int) -> None:
            async with room:
                try:
                    await flow(client, fake, said, number)
                except (aiohttp.ClientError, ConnectionError):
                    said.interrupted += 1
                if len(said.connections) >= enough:
                    enough_said.set()

        flows = [asyncio.create_task(one(number)) for number in range(FLOWS)]
        await enough_said.wait()
        fake.kill()
        await asyncio.gather(*flows)


async def flow(
    client: aiohttp.ClientSession, fake: Running, said: Acknowledged, number: int
) -> None:
    """Walk through one flow; whatever is answered to is acknowledged."""
    app = {"Authorization": f"Bearer {fake.key}"}
    body = {"end_user": {"id": f"user-{number}"}, "allowed_integrations": ["outlook"]}
    said.begun += 1
    sessions = f"{fake.api}/connect/sessions"
    async with asked(client, "POST", sessions, json=body, headers=app) as answer:
        token = (await answer.json())["data"]["token"]
        said.sessions.append(token)
    path = f"{fake.api}/oauth/connect/outlook?connect_session_token={token}"
    async with asked(client, "GET", path) as answer:
        consent = urlsplit(answer.headers["Location"])
    form = {**dict(parse_qsl(consent.query)), "decision": "approve"}
    decision = f"{consent.scheme}://{consent.netloc}{consent.path}".replace(
        "/authorize", "/decision"
    )
    async with asked(client, "POST", decision, data=form) as answer:
        callback = answer.headers["Location"]
    async with asked(client, "GET", callback) as answer:
        assert answer.status == 200
        await answer.read()
    listing = f"{fake.api}/connections?endUserId=user-{number}"
    async with asked(client, "GET", listing, headers=app) as answer:
        cid = (await answer.json())["connections"][-1]["connection_id"]
    show = f"{fake.api}/connections/{cid}?provider_config_key=outlook"
    async with asked(client, "GET", show, headers=app) as answer:
        said.connections[cid] = (await answer.json())["credentials"]["access_token"]


@asynccontextmanager
async def asked(
    client: aiohttp.ClientSession, method: str, url: str, **sent: Any
) -> AsyncIterator[aiohttp.ClientResponse]:
    """Ask, and follow nothing by itself."""
    async with client.request(method, url, allow_redirects=False, **sent) as answer:
        yield answer
