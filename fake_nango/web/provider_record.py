"""
What passes the built-in provider, written into the journal by a middleware.

It tells the browser's steps from Nango's own calls, and finds out whose a request is
through the OAuth state that it belongs to. Requests go through their faults here, so that
the journal can name them.
"""

from __future__ import annotations

from time import monotonic
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from fake_nango.web.fault_gate import PROVIDER_ROOT, met, through
from fake_nango.web.provider import state_of
from fake_nango.world import CALLER_NANGO, INTERNAL_HEADER, World

_LONGEST_BODY: Final = 64 * 1024
_PAGES: Final = frozenset({"authorize", "decision"})
_ENDPOINTS: Final = frozenset({"authorize", "decision", "token"})


def saving(world: World) -> Middleware:
    """Build the middleware that keeps what has changed before the answer goes out."""

    @web.middleware
    async def save(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        finally:
            world.save()

    return save


def provider_journal(world: World) -> Middleware:
    """Build the middleware of the listener that the provider is part of."""

    @web.middleware
    async def write(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not request.path.startswith(PROVIDER_ROOT):
            return await through(await met(world, request), request, handler)
        world.in_flight += 1
        status, fault = 500, None
        try:
            fault = await met(world, request)
            response = await through(fault, request, handler)
            status = response.status
        except web.HTTPException as refused:
            status = refused.status
            raise
        finally:
            world.in_flight -= 1
            world.last_traffic = monotonic()
            await _write(world, request, status, fault.name if fault else None)
        return response

    return write


async def _write(world: World, request: web.Request, status: int, fault: str | None) -> None:
    last = request.path.rstrip("/").rpartition("/")[2]
    endpoint = last if last in _ENDPOINTS else "mail"
    body = (await request.read()).decode("utf-8", "replace")
    state = await state_of(world.provider, request)
    attempt = world.store.past_attempts.get(state) if state is not None else None
    world.journal.append(
        "provider",
        {
            "method": request.method,
            "path": request.path,
            "query": request.query_string,
            "body": body[:_LONGEST_BODY],
            "status": status,
            "caller": _caller(world, request, endpoint),
            "endpoint": endpoint,
            "fault": fault,
        },
        environment=attempt.environment if attempt else None,
        person=attempt.person if attempt else None,
        session=attempt.session_id if attempt else None,
        connection=attempt.connection_id if attempt else None,
        integration=request.path.removeprefix(PROVIDER_ROOT).partition("/")[0],
    )


def _caller(world: World, request: web.Request, endpoint: str) -> str:
    caller = world.caller(request.headers.get(INTERNAL_HEADER))
    if caller == CALLER_NANGO:
        return "nango"
    return "browser" if caller is not None or endpoint in _PAGES else "other"
