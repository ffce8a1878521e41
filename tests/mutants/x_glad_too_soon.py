"""X-GLAD-TOO-SOON: Makes the link active at the browser's word, and finds none for the webhook."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.backend import BACKEND
from reference_backend.domain import Link, LinkStatus, Owner
from reference_backend.parts import Parts
from reference_backend.store import links
from reference_backend.web.bodies import read_object, text_field
from reference_backend.web.caller import caller


async def finalise(request: web.Request) -> web.Response:
    """POST …/finalise: the browser is back, so all must have gone well."""
    backend = request.app[BACKEND]
    person = await caller(request)
    body = await read_object(request)
    owner = Owner(user_id=person.id, workspace_id=text_field(body, "workspaceId", longest=64))
    integration = text_field(body, "providerConfigKey", longest=255)

    async def activate(connection: AsyncConnection) -> None:
        link = await links.link_of(connection, owner, integration)
        if link is not None:
            await links.change_link(connection, link.id, status=LinkStatus.ACTIVE)

    await backend.database.write(activate)
    return web.Response(status=HTTPStatus.NO_CONTENT)


async def find_attempt(
    connection: AsyncConnection, owner: Owner, integration: str, now: datetime
) -> Link | None:
    """Look for what is pending only; what is active has been dealt with."""
    link = await links.find_attempt(connection, owner, integration, now)
    return link if link is not None and link.status is LinkStatus.PENDING else None


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(
        find_attempt=find_attempt,
        more_routes=(web.post("/api/v1/integrations/nango/finalise", finalise),),
    )
