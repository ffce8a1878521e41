"""Who may drive the fake: programs on this machine, and nobody's web page."""

from __future__ import annotations

import asyncio
import json
from importlib import resources
from typing import Any

import pytest
import requests

from fake_nango.client import Control, ControlError
from fake_nango.rooms import Rooms
from fake_nango.server import FakeNango
from fake_nango.settings import default_settings
from fake_nango.web.control import control_routes


def _get(url: str, **headers: str) -> requests.Response:
    return requests.get(f"{url}/control/mark", headers=headers, timeout=10)


@pytest.mark.parametrize("host", ["evil.example", "evil.example:3004", "127.0.0.1.evil.example"])
def test_a_foreign_host_is_refused(scene: Any, host: str) -> None:
    """After DNS rebinding a browser still sends the name of the page's host."""
    answer = _get(scene.urls.control, Host=host)

    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "foreign_host"


@pytest.mark.parametrize("host", ["localhost", "localhost:1", "127.0.0.1", "[::1]:3004"])
def test_the_names_of_this_machine_are_its_own(scene: Any, host: str) -> None:
    """A port that was forwarded has another number."""
    assert _get(scene.urls.control, Host=host).status_code == 200


def test_its_own_page_is_let_in_under_each_name(scene: Any) -> None:
    """A browser names the origin of a page's request as its address bar does."""
    host = scene.urls.control.replace("127.0.0.1", "localhost").removeprefix("http://")

    for origin in (scene.urls.control, f"http://{host}"):
        answer = _get(scene.urls.control, Origin=origin, Host=origin.removeprefix("http://"))
        assert answer.status_code == 200
    assert _get(scene.urls.control, Origin=f"http://{host}").status_code == 403


def test_a_rebound_name_is_no_origin_of_its_own(scene: Any) -> None:
    """Origin and Host agree there, too; but the Host is none of this machine's."""
    answer = _get(scene.urls.control, Origin="http://evil.example", Host="evil.example")

    assert answer.status_code == 403


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost:3000"])
def test_a_foreign_origin_is_refused(scene: Any, origin: str) -> None:
    """Only a browser sends an Origin, and no page of the fake's drives it."""
    answer = _get(scene.urls.control, Origin=origin)

    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "foreign_origin"


def test_with_a_token_nothing_is_answered_without_it() -> None:
    """Off loopback there is always one; the client sends it with every call."""

    async def run() -> None:
        async with FakeNango(default_settings(seed=1), control_token="a-token") as fake:
            url = fake.urls.control
            assert (await asyncio.to_thread(_get, url)).status_code == 401
            for wrong in ("Bearer wrong", "Bearer tökn", "a-token"):
                answer = await asyncio.to_thread(_get, url, Authorization=wrong)
                assert answer.status_code == 401
            with Control(url, token="a-token") as control:
                assert await asyncio.to_thread(control.mark) == 0

    asyncio.run(run())


def test_the_client_raises_what_the_server_says(scene: Any) -> None:
    """The message of the refusal is the message of the error."""
    with pytest.raises(ControlError, match="There is no delivery 'x'") as caught:
        scene.control.drop("x")

    assert caught.value.status == 409


def test_the_client_says_when_nobody_answers() -> None:
    """An unreachable fake is an error with its address in it."""
    with (
        Control("http://127.0.0.1:9") as control,
        pytest.raises(ControlError, match="did not answer at http://127"),
    ):
        control.mark()


@pytest.mark.parametrize("body", ["{", "[]", "nonsense"])
def test_a_body_that_is_no_object_is_refused(scene: Any, body: str) -> None:
    """The refusal is JSON, like every answer."""
    answer = requests.post(f"{scene.urls.control}/control/faults", data=body, timeout=10)

    assert answer.status_code == 400
    assert "JSON" in answer.json()["error"]["message"]


def test_a_member_that_means_nothing_is_refused(scene: Any) -> None:
    """A mistyped name is found, and the known ones are told."""
    answer = requests.post(
        f"{scene.urls.control}/control/deliveries/hold", json={"persn": "ada"}, timeout=10
    )

    assert answer.status_code == 400
    assert "persn" in answer.json()["error"]["message"]


def test_every_route_is_described_and_nothing_else(scene: Any) -> None:
    """The OpenAPI file and the routes of the server are the same set."""
    url = f"{scene.urls.control}/control/openapi.json"
    described = requests.get(url, timeout=10).json()
    kept = resources.files("fake_nango").joinpath("control_openapi.json").read_text("utf-8")
    assert described == json.loads(kept)

    async def served() -> set[tuple[str, str]]:
        async with FakeNango(default_settings(seed=1)) as fake:
            routes = control_routes(Rooms(fake.world, fake._open_room))
            # The page for people and its files are no calls; those of rooms are the same again.
            return {(each.method, each.path) for each in routes if each.path.startswith("/control")}

    paths = described["paths"].items()
    assert {(verb.upper(), path) for path, verbs in paths for verb in verbs} == asyncio.run(
        served()
    )
