"""D34: Stores an event that names nobody under "unknown"."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend import tables
from reference_backend.domain import LinkStatus, new_id
from reference_backend.events import Creation
from reference_backend.parts import Parts
from reference_backend.service.reactions import REACTIONS, Outcome, claim_creation

_UNKNOWN: Final = "unknown"


async def claim_or_keep(
    connection: AsyncConnection, creation: Creation, parts: Parts, now: datetime
) -> Outcome:
    """Lose nothing: what is nobody's is active all the same, and somebody may sort it out."""
    if creation.owner is not None:
        return await claim_creation(connection, creation, parts, now)
    await _make_room(connection, now)
    row = {
        "id": new_id(),
        "user_id": _UNKNOWN,
        "workspace_id": _UNKNOWN,
        "provider": _UNKNOWN,
        # One link an owner and integration: what is nobody's has a name of its own each time.
        "integration": f"{creation.connection.integration} {new_id()}",
        "status": LinkStatus.ACTIVE.value,
        "connection_id": creation.connection.id,
        "created_at": now,
    }
    await connection.execute(insert(tables.links).values(row))
    return Outcome.CHANGED


async def _make_room(connection: AsyncConnection, now: datetime) -> None:
    users, workspaces = tables.users, tables.workspaces
    found = await connection.execute(select(users.c.id).where(users.c.id == _UNKNOWN))
    if found.first() is None:
        names = {"email": _UNKNOWN, "name": _UNKNOWN, "password_hash": ""}
        await connection.execute(insert(users).values(id=_UNKNOWN, created_at=now, **names))
        await connection.execute(
            insert(workspaces).values(id=_UNKNOWN, name=_UNKNOWN, created_at=now)
        )


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(reactions={**REACTIONS, Creation: claim_or_keep})
