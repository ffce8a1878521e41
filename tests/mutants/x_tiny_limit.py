"""X-TINY-LIMIT: Takes no more of a webhook than of a form: the other half of D118."""

from __future__ import annotations

from aiohttp import web

from reference_backend.parts import Parts
from reference_backend.web.doors import Handler

_LIMIT = 100 * 1024


@web.middleware
async def read_little(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Stop at what a form may have."""
    return await handler(request.clone(client_max_size=_LIMIT))


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(more_middlewares=(read_little,))
