"""X-BREAKS-ON-BULK: Takes a body that is too large for its own failure."""

from __future__ import annotations

from aiohttp import web

from reference_backend.parts import Parts
from reference_backend.web.doors import Handler


@web.middleware
async def read_first(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Read what there is, and be surprised by how much it is."""
    try:
        await request.read()
    except web.HTTPRequestEntityTooLarge as error:
        raise RuntimeError("the body did not fit") from error
    return await handler(request)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(more_middlewares=(read_first,))
