"""D117: Wants a signed-in user on every route, that of the webhook too."""

from __future__ import annotations

from aiohttp import web
from aiohttp.typedefs import Handler

from reference_backend.app import WEBHOOK_PATH
from reference_backend.parts import Parts
from reference_backend.web.caller import caller


@web.middleware
async def signed_in(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Ask Nango who it is signed in as."""
    if request.path == WEBHOOK_PATH:
        await caller(request)
    return await handler(request)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(more_middlewares=(signed_in,))
