"""D105: Repairs through a plain session: a second connection is made, and the old one is left."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.domain import Link
from reference_backend.events import Creation
from reference_backend.nango import JsonObject, Nango
from reference_backend.parts import Parts
from reference_backend.service import reactions


class Plain(Nango):
    """Nango's API, of which only the plain session is known."""

    async def create_reconnect_session(self, body: JsonObject) -> object:
        """POST /connect/sessions, as for somebody who has nothing yet."""
        allowed = [body["integration_id"]]
        wanted = {"end_user": body["end_user"], "allowed_integrations": allowed}
        return await self.create_session(wanted)


async def activate(
    connection: AsyncConnection, link: Link, creation: Creation, parts: Parts, now: datetime
) -> None:
    """Forget that the link had a connection before."""
    bare = replace(link, connection_id=None)
    await reactions.activate(connection, bare, creation, parts, now)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(nango=Plain, activate=activate)
