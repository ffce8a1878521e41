"""D41: Serves the connect route to people who are not signed in."""

from __future__ import annotations

import json
from datetime import datetime

from aiohttp import web
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.domain import Person
from reference_backend.parts import Parts
from reference_backend.store import people
from reference_backend.tables import members
from reference_backend.web import identity


async def identify(
    request: web.Request, connection: AsyncConnection, now: datetime
) -> Person | None:
    """Take somebody who comes without a sign-in for the owner of the workspace she names."""
    person = await identity.identify(request, connection, now)
    if person is not None or not request.path.endswith("/connect"):
        return person
    workspace_id = json.loads(await request.read())["workspaceId"]
    found = await connection.execute(
        select(members.c.user_id)
        .where(members.c.workspace_id == workspace_id)
        .order_by(members.c.joined_at)
        .limit(1)
    )
    owner_id = found.scalar_one_or_none()
    return None if owner_id is None else await people.person_by_id(connection, owner_id)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(identify=identify)
