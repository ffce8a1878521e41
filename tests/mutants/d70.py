"""D70: Starts a connection by any method, with what the address says where there is no body."""

from __future__ import annotations

from aiohttp import web

from reference_backend.backend import BACKEND
from reference_backend.parts import Parts
from reference_backend.service import connections
from reference_backend.service.connections import Wish
from reference_backend.web.caller import caller


async def start(request: web.Request) -> web.Response:
    """Start for whoever's browser comes by."""
    backend = request.app[BACKEND]
    person = await caller(request)
    said = await request.json() if request.can_read_body else request.query
    wish = Wish(provider=said["provider"], workspace_id=said["workspaceId"], redirect_url=None)
    session = await connections.start(backend, person, wish)
    return web.json_response(backend.parts.connect_response(session, backend.settings))


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(more_routes=(web.route("*", "/api/v1/integrations/nango/connect", start),))
