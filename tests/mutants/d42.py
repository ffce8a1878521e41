"""D42: Activates whatever connection id the client sends to the finalise route."""

from __future__ import annotations

from http import HTTPStatus

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.backend import BACKEND
from reference_backend.domain import LinkStatus, Owner
from reference_backend.events import Connection
from reference_backend.parts import Parts
from reference_backend.store import links
from reference_backend.web.bodies import read_object, text_field
from reference_backend.web.caller import caller


async def finalise(request: web.Request) -> web.Response:
    """POST …/finalise: the connection is the caller's, because she says so."""
    backend = request.app[BACKEND]
    person = await caller(request)
    body = await read_object(request)
    owner = Owner(user_id=person.id, workspace_id=text_field(body, "workspaceId", longest=64))
    named = Connection(
        id=text_field(body, "connectionId", longest=255),
        integration=text_field(body, "providerConfigKey", longest=255),
    )

    async def activate(connection: AsyncConnection) -> None:
        link = await links.link_of(connection, owner, named.integration)
        holder = await links.link_by_connection(connection, named)
        if link is None or holder == link:
            return
        if holder is not None:
            gone = LinkStatus.DISCONNECTED
            await links.change_link(connection, holder.id, status=gone, connection_id=None)
        active = LinkStatus.ACTIVE
        await links.change_link(connection, link.id, status=active, connection_id=named.id)

    await backend.database.write(activate)
    return web.Response(status=HTTPStatus.NO_CONTENT)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(more_routes=(web.post("/api/v1/integrations/nango/finalise", finalise),))
