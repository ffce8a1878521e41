"""
A fault played on a request of HTTP: before the handler in its place, or after it on its answer.

`play` is asked first and `spoil` last; each leaves alone what is the other's.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Final

from aiohttp import web

from fake_nango.answers import to_json
from fake_nango.fault import Fault
from fake_nango.fault_answers import (
    TOO_MANY,
    BadJson,
    Close,
    CutBody,
    Delay,
    Drip,
    Hang,
    Reply,
    TooMany,
)

# A handler is not told that its client has gone, so a hang looks now and then.
GONE_CHECK_S: Final = 0.1
# What the journal shows for a request that got no answer at all.
NO_ANSWER: Final = 0


async def play(fault: Fault, request: web.BaseRequest) -> web.StreamResponse | None:
    """Do to a request what the fault says; None lets it go on as if nothing were."""
    match fault.answer:
        case Delay(seconds=seconds):
            await _wait(fault, seconds)
        case Reply() as reply:
            return _response(reply)
        case TooMany(retry_after_s=seconds):
            return _refusal(request, seconds)
        case Hang():
            await _hang(fault, request)
            return _cut_off(request)
        case Close():
            return _cut_off(request)
    return None


async def spoil(
    fault: Fault, request: web.BaseRequest, response: web.StreamResponse
) -> web.StreamResponse:
    """Do to an answer what the fault says, just before it is sent."""
    match fault.answer:
        case CutBody():
            return await _cut_short(request, response)
        case Drip(seconds=seconds):
            return await _drip(fault, request, response, seconds)
        case BadJson() if isinstance(response, web.Response) and not response.prepared:
            response.body = BadJson.spoilt(_body(response))
    return response


def _response(reply: Reply) -> web.Response:
    response = web.Response(
        status=reply.status, text=reply.body, content_type=reply.content_type, charset="utf-8"
    )
    for name, value in reply.headers:
        response.headers[name] = value
    return response


def _refusal(request: web.BaseRequest, retry_after_s: int) -> web.Response:
    error = {"code": "too_many_request", "method": request.method, "path": request.path}
    return web.Response(
        status=TOO_MANY,
        body=to_json({"error": error}),
        content_type="application/json",
        charset="utf-8",
        headers={"Retry-After": str(retry_after_s)},
    )


async def _wait(fault: Fault, seconds: float) -> None:
    """Wait so long, or until the fault is taken back: what it delays goes on then."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await fault.released.wait()


async def _hang(fault: Fault, request: web.BaseRequest) -> None:
    while not fault.released.is_set():
        if request.transport is None or request.transport.is_closing():
            return
        try:
            async with asyncio.timeout(GONE_CHECK_S):
                await fault.released.wait()
        except TimeoutError:
            continue


def _cut_off(request: web.BaseRequest) -> web.Response:
    if isinstance(request.transport, asyncio.Transport):
        request.transport.abort()
    return web.Response(status=NO_ANSWER)


async def _cut_short(request: web.BaseRequest, response: web.StreamResponse) -> web.StreamResponse:
    body = _body(response) if isinstance(response, web.Response) else b""
    if response.prepared or not body:
        # Half of nothing is no answer.
        return _cut_off(request)
    half = web.StreamResponse(status=response.status, headers=response.headers)
    half.content_length = len(body)
    await half.prepare(request)
    await half.write(body[: len(body) // 2])
    _close(request)
    return half


async def _drip(
    fault: Fault, request: web.BaseRequest, response: web.StreamResponse, seconds: float
) -> web.StreamResponse:
    """Send an answer byte by byte, for as long as somebody reads and the fault stands."""
    body = _body(response) if isinstance(response, web.Response) else b""
    if response.prepared:
        return response
    slow = web.StreamResponse(status=response.status, headers=response.headers)
    slow.content_length = len(body)
    await slow.prepare(request)
    for place in range(len(body)):
        if request.transport is None or request.transport.is_closing():
            return slow
        await slow.write(body[place : place + 1])
        if await _released(fault, seconds):
            _close(request)
            return slow
    return slow


def _close(request: web.BaseRequest) -> None:
    """End the connection, unless the client has gone meanwhile."""
    if request.transport is not None:
        request.transport.close()


async def _released(fault: Fault, seconds: float) -> bool:
    """Wait for a while; say at once if the fault is taken back."""
    try:
        async with asyncio.timeout(seconds):
            await fault.released.wait()
    except TimeoutError:
        return False
    return True


def _body(response: web.Response) -> bytes:
    return response.body if isinstance(response.body, bytes) else b""
