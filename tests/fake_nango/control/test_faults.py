"""Faults: which requests they meet, how often, and what they do to them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from fake_nango.faults import FaultError, Faults

DOWN = {"status": 503, "body": {"error": "down"}, "headers": {"Retry-After": "1"}}


def _asked(**changes: Any) -> dict[str, Any]:
    return {"name": "down", "endpoint": "POST /connect/sessions", "answer": DOWN, **changes}


def _faults(*asked: dict[str, Any]) -> Faults:
    faults = Faults(lambda person: {"ada": ("c-ada",)}.get(person, ()))
    for each in asked:
        faults.add(each)
    return faults


def test_without_faults_nothing_is_looked_at() -> None:
    """An empty table is false, and matches no request."""
    faults = _faults()

    assert not faults
    assert faults.match("POST", "/connect/sessions", "") is None


def test_a_fault_is_used_up_by_the_requests_it_meets() -> None:
    """Two times means the next two requests, and not the third."""
    faults = _faults(_asked(times=2))

    met = [faults.match("POST", "/connect/sessions", "") for _ in range(3)]

    assert [fault.name if fault else None for fault in met] == ["down", "down", None]
    assert not faults


@pytest.mark.parametrize(
    ("endpoint", "method", "path", "meets"),
    [
        ("POST /connect/sessions", "POST", "/connect/sessions/", True),
        ("POST /connect/sessions", "POST", "/Connect/Sessions", True),
        ("POST /connect/sessions", "GET", "/connect/sessions", False),
        ("POST /connect/sessions", "POST", "/connect/sessions/reconnect", False),
        ("DELETE /connections/*", "DELETE", "/connections/c-1", True),
        ("* /*", "PUT", "/anything/at/all", True),
        ("GET /a.c", "GET", "/abc", False),
    ],
)
def test_an_endpoint_is_a_method_and_a_path(
    endpoint: str,
    method: str,
    path: str,
    meets: bool,  # noqa: FBT001 - a parameter of the table
) -> None:
    """A star stands for anything; letter case and a last slash do not matter, as in Nango."""
    faults = _faults(_asked(endpoint=endpoint))

    assert (faults.match(method, path, "") is not None) == meets


@pytest.mark.parametrize(
    ("path", "text", "meets"),
    [
        ("/connections", '{"end_user":{"id":"ada"}}', True),
        ("/connections", '{"end_user":{"id":"ada-2"}}', False),
        ("/connections", '{"end_user":{"id":"grace"}}', False),
        ("/connections/c-ada", "", True),
        ("/connections", "Connection-Id: c-ada", True),
    ],
)
def test_a_persons_fault_meets_that_persons_requests(path: str, text: str, meets: bool) -> None:  # noqa: FBT001 - a parameter of the table
    """The id must stand alone; a connection of theirs is a trace of them."""
    faults = _faults(_asked(endpoint="* /*", person="ada"))

    assert (faults.match("GET", path, text) is not None) == meets


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"name": ""}, "needs a name"),
        ({"endpoint": "/connect/sessions"}, "needs an endpoint"),
        ({"person": 1}, "id of an end user"),
        ({"times": 0}, "whole number from 1"),
        ({"times": True}, "whole number from 1"),
        ({"answer": None}, "one of"),
        ({"answer": {}}, "one of"),
        ({"answer": {"status": 42}}, "from 200 to 599"),
        ({"answer": {"status": 503, "headers": []}}, "object of names"),
        ({"answer": {"delay_ms": "long"}}, "is a number"),
        ({"answer": {"delay_ms": 10**9}}, "use a hang"),
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(change: dict[str, Any], says: str) -> None:
    """The refusal says what is expected."""
    with pytest.raises(FaultError, match=says):
        _faults(_asked(**change))


def test_faults_are_bounded() -> None:
    """A loop that forgets to clear them is told so."""
    faults = _faults(*(_asked() for _ in range(1000)))

    with pytest.raises(FaultError, match="clear some"):
        faults.add(_asked())


def test_a_fault_shows_what_is_left_of_it() -> None:
    """The list has the fault as it was asked for, and the requests it has met."""
    faults = _faults(_asked(times=2))
    faults.match("POST", "/connect/sessions", "")

    (shown,) = faults.listing()

    assert (shown["name"], shown["times"], shown["met"]) == ("down", 2, 1)
    assert shown["answer"]["status"] == 503


def _played(
    answer: dict[str, Any], ask: Callable[[aiohttp.ClientSession, str, Faults], Awaitable[None]]
) -> None:
    async def run() -> None:
        faults = _faults(_asked(endpoint="POST /", answer=answer))

        async def handler(request: web.Request) -> web.StreamResponse:
            fault = faults.match(request.method, request.path, "")
            played = await faults.play(fault, request) if fault else None
            return web.Response(text="as always") if played is None else played

        app = web.Application()
        app.router.add_post("/", handler)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        try:
            async with aiohttp.ClientSession() as session:
                host, port = runner.addresses[0][:2]
                await ask(session, f"http://{host}:{port}/", faults)
        finally:
            faults.clear()
            await runner.cleanup()

    asyncio.run(run())


def test_an_answer_stands_in_for_nangos() -> None:
    """Status, body and headers are the fault's; a value that is not text is JSON."""

    async def ask(session: aiohttp.ClientSession, url: str, _faults: Faults) -> None:
        async with session.post(url) as answer:
            assert answer.status == 503
            assert answer.headers["Retry-After"] == "1"
            assert await answer.json() == {"error": "down"}

    _played(DOWN, ask)


def test_text_is_answered_as_it_is() -> None:
    """A broken body can be sent too."""

    async def ask(session: aiohttp.ClientSession, url: str, _faults: Faults) -> None:
        async with session.post(url) as answer:
            assert answer.content_type == "text/plain"
            assert await answer.text() == "<html>"

    _played({"status": 200, "body": "<html>"}, ask)


def test_a_delayed_request_is_answered_as_always() -> None:
    """The delay changes nothing else."""

    async def ask(session: aiohttp.ClientSession, url: str, _faults: Faults) -> None:
        async with session.post(url) as answer:
            assert await answer.text() == "as always"

    _played({"delay_ms": 1}, ask)


def test_a_closed_connection_has_no_answer() -> None:
    """The client sees the connection go away; aiohttp's would repeat a GET by itself."""

    async def ask(session: aiohttp.ClientSession, url: str, _faults: Faults) -> None:
        with pytest.raises(aiohttp.ClientError):
            await session.post(url)

    _played({"close": True}, ask)


def test_a_hanging_request_is_cut_off_when_the_fault_is_cleared() -> None:
    """Also when its fault was used up by the request itself."""

    async def ask(session: aiohttp.ClientSession, url: str, faults: Faults) -> None:
        asking = asyncio.ensure_future(session.post(url))
        async with asyncio.timeout(5):
            while faults:  # noqa: ASYNC110 - a fault rings no bell
                await asyncio.sleep(0.001)
        assert not asking.done()

        faults.clear()

        with pytest.raises(aiohttp.ClientError):
            await asking

    _played({"hang": True}, ask)
