"""The faults of the Connect UI's listener: its page, the provider's endpoints and the mail API."""

from __future__ import annotations

from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler

from fake_nango.fault import Fault, Listener
from fake_nango.web.fault_play import play, spoil
from fake_nango.web.provider import state_of
from fake_nango.world import World

PROVIDER_ROOT: Final = "/provider/"


async def met(world: World, request: web.Request) -> Fault | None:
    """Find and use up the fault that a request of this listener meets."""
    if not world.faults:
        return None
    body = (await request.read()).decode("utf-8", "replace")
    text = "\n".join((request.query_string, *request.headers.values(), body))
    if not request.path.startswith(PROVIDER_ROOT):
        return world.faults.match(request.method, request.path, text, Listener.CONNECT_UI)
    person = await _person(world, request)
    return world.faults.match(request.method, request.path, text, Listener.PROVIDER, person)


async def through(
    fault: Fault | None, request: web.Request, handler: Handler
) -> web.StreamResponse:
    """Handle a request as always, or as its fault wants it."""
    if fault is None:
        return await handler(request)
    played = await play(fault, request)
    return await spoil(fault, request, await handler(request)) if played is None else played


async def _person(world: World, request: web.Request) -> str | None:
    """Whose attempt at the provider a request belongs to."""
    state = await state_of(world.provider, request)
    attempt = world.store.past_attempts.get(state) if state is not None else None
    return attempt.person if attempt is not None else None
