"""D51: Makes a reconnect session for any connection id of Nango's that a client sends."""

from __future__ import annotations

from aiohttp import web

from reference_backend.backend import BACKEND
from reference_backend.parts import Parts
from reference_backend.session_request import read_session
from reference_backend.web.answers import connect_response
from reference_backend.web.bodies import read_object, text_field
from reference_backend.web.caller import caller


async def repair(request: web.Request) -> web.Response:
    """POST …/repair: whoever is signed in may repair what she can name."""
    backend = request.app[BACKEND]
    person = await caller(request)
    body = await read_object(request)
    wanted = {
        "connection_id": text_field(body, "connectionId", longest=255),
        "integration_id": text_field(body, "providerConfigKey", longest=255),
        "end_user": {"id": person.id, "tags": {"workspaceId": body.get("workspaceId")}},
    }
    session = read_session(await backend.nango.create_reconnect_session(wanted))
    return web.json_response(connect_response(session, backend.settings))


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(more_routes=(web.post("/api/v1/integrations/nango/repair", repair),))
