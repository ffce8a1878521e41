"""X-ECHO: Shows whoever reads the webhook's address the challenge that the query brings."""

from __future__ import annotations

from aiohttp import web

from reference_backend.app import WEBHOOK_PATH
from reference_backend.parts import Parts


async def verify(request: web.Request) -> web.Response:
    """GET the webhook's address: answer as some providers want it, and as a page."""
    return web.Response(text=request.query.get("challenge", ""), content_type="text/html")


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(more_routes=(web.get(WEBHOOK_PATH, verify),))
