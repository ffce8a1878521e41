"""What a fault does to the request that it meets."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from fake_nango.faults import Faults
from fake_nango.web.fault_play import play, spoil
from tests.fake_nango.control.asking import DOWN, a_fault, armed


def _played(
    answer: dict[str, Any], ask: Callable[[aiohttp.ClientSession, str, Faults], Awaitable[None]]
) -> None:
    async def run() -> None:
        faults = armed(a_fault(endpoint="POST /", answer=answer))

        async def handler(request: web.Request) -> web.StreamResponse:
            fault = faults.match(request.method, request.path, "")
            played = await play(fault, request) if fault else None
            usual = web.json_response({"as": "always"})
            if played is not None or fault is None:
                return played or usual
            return await spoil(fault, request, usual)

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
            assert await answer.json() == {"as": "always"}

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


def test_a_body_is_cut_in_the_middle() -> None:
    """Status and length are those of the whole answer, and then the connection ends."""

    async def ask(session: aiohttp.ClientSession, url: str, _faults: Faults) -> None:
        async with session.post(url) as answer:
            assert (answer.status, answer.content_length) == (200, 16)
            with pytest.raises(aiohttp.ClientPayloadError):
                await answer.read()

    _played({"cut_body": True}, ask)


def test_a_body_drips_in_and_comes_whole() -> None:
    """Whoever has the patience gets all of it."""

    async def ask(session: aiohttp.ClientSession, url: str, _faults: Faults) -> None:
        async with session.post(url) as answer:
            assert (answer.status, answer.content_length) == (200, 16)
            assert len(await answer.content.read(3)) < 16
            await answer.read()

    _played({"drip_ms": 1}, ask)


def test_a_drip_ends_when_the_fault_is_taken_back() -> None:
    """As a hang does: the connection ends with it."""

    async def ask(session: aiohttp.ClientSession, url: str, faults: Faults) -> None:
        async with session.post(url) as answer:
            assert answer.status == 200
            await answer.content.readexactly(1)
            faults.clear()
            with pytest.raises(aiohttp.ClientPayloadError):
                await answer.read()

    _played({"drip_ms": 10_000}, ask)


def test_a_drip_has_nobody_to_drip_to() -> None:
    """Who hangs up is gone, and the next is answered."""

    async def ask(session: aiohttp.ClientSession, url: str, _faults: Faults) -> None:
        async with session.post(url) as answer:
            await answer.content.readexactly(1)
        async with session.post(url) as answer:
            assert await answer.text() == '{"as": "always"}'

    _played({"drip_ms": 50}, ask)


def test_bad_json_comes_whole_and_is_none() -> None:
    """Status and content type promise JSON; the parser finds out."""

    async def ask(session: aiohttp.ClientSession, url: str, _faults: Faults) -> None:
        async with session.post(url) as answer:
            assert (answer.status, answer.content_type) == (200, "application/json")
            assert await answer.text() == '{"as": "always",'

    _played({"bad_json": True}, ask)


def test_too_many_requests_are_refused_with_a_time_to_wait() -> None:
    """The body is Nango's own beyond its rate limit."""

    async def ask(session: aiohttp.ClientSession, url: str, _faults: Faults) -> None:
        async with session.post(url) as answer:
            assert (answer.status, answer.headers["Retry-After"]) == (429, "7")
            assert (await answer.json())["error"]["code"] == "too_many_request"

    _played({"retry_after_s": 7}, ask)


def test_what_is_delayed_goes_on_when_the_fault_is_taken_back() -> None:
    """So that a judgement need not wait for a delay that has shown what it was to show."""

    async def ask(session: aiohttp.ClientSession, url: str, faults: Faults) -> None:
        asked = asyncio.create_task(session.post(url))
        done, _ = await asyncio.wait({asked}, timeout=0.1)
        assert not done
        faults.clear()
        async with await asyncio.wait_for(asked, 5) as answer:
            assert await answer.json() == {"as": "always"}

    _played({"delay_ms": 60_000}, ask)
