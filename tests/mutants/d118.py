"""D118: Has no body limit: whatever is sent is read into memory before it is refused."""

from __future__ import annotations

from aiohttp import web

from reference_backend.parts import Parts
from reference_backend.web.doors import Handler

_NO_LIMIT = 2**40


@web.middleware
async def read_everything(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Have the whole body at hand, for whoever wants it."""
    whole = request.clone(client_max_size=_NO_LIMIT)
    await whole.read()
    return await handler(whole)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(more_middlewares=(read_everything,))
