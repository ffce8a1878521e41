"""D114: Activates only through the browser, and drops the webhook that tells of the same."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlencode

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.backend import BACKEND
from reference_backend.domain import Owner
from reference_backend.errors import Refused
from reference_backend.events import Connection, Creation, interpret
from reference_backend.nango import Nango
from reference_backend.parts import Parts
from reference_backend.service.reactions import REACTIONS, Outcome, claim_creation
from reference_backend.web.bodies import read_object, text_field
from reference_backend.web.caller import caller


class AskingNango(Nango):
    """Nango, asked whose a connection is: the browser's word for it is not taken."""

    async def creation(self, named: Connection) -> object:
        """Return the event that the webhook told of, from what Nango knows now."""
        query = urlencode({"provider_config_key": named.integration})
        found: Any = await self._ask("GET", f"/connections/{quote(named.id, safe='')}?{query}")
        event = {"type": "auth", "operation": "creation", "success": True, "tags": found["tags"]}
        return interpret(
            {**event, "connectionId": named.id, "providerConfigKey": named.integration}
        )


async def finalise(request: web.Request) -> web.Response:
    """POST …/finalise: the browser is back, and only now is anything activated."""
    backend = request.app[BACKEND]
    person = await caller(request)
    body = await read_object(request)
    named = Connection(
        id=text_field(body, "connectionId", longest=255),
        integration=text_field(body, "providerConfigKey", longest=255),
    )
    owner = Owner(user_id=person.id, workspace_id=text_field(body, "workspaceId", longest=64))
    assert isinstance(backend.nango, AskingNango)
    creation = await backend.nango.creation(named)
    if not isinstance(creation, Creation) or creation.owner != owner:
        raise Refused(HTTPStatus.NOT_FOUND, "not_found", "There is no such connection.")
    await backend.database.write(
        lambda connection: claim_creation(connection, creation, backend.parts, backend.now())
    )
    backend.outbox.wake()
    return web.Response(status=HTTPStatus.NO_CONTENT)


async def leave_it_to_the_browser(
    connection: AsyncConnection, creation: Creation, parts: Parts, now: datetime
) -> Outcome:
    """Acknowledge what the browser is expected to come with."""
    del connection, creation, parts, now
    return Outcome.UNCHANGED


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(
        nango=AskingNango,
        reactions={**REACTIONS, Creation: leave_it_to_the_browser},
        more_routes=(web.post("/api/v1/integrations/nango/finalise", finalise),),
    )
