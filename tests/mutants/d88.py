"""D88: Makes an active connection of a creation that nobody started, though it has pending rows."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend import tables
from reference_backend.domain import ID, Link, LinkStatus, Owner, new_id
from reference_backend.parts import Parts
from reference_backend.store import links, people


async def find_or_make(
    connection: AsyncConnection, owner: Owner, integration: str, now: datetime
) -> Link | None:
    """Make up the row that is missing, for anybody whom we know."""
    found = await links.find_attempt(connection, owner, integration, now)
    if found is not None or not ID.fullmatch(owner.user_id):
        return found
    if await people.person_by_id(connection, owner.user_id) is None:
        return None
    if await links.link_of(connection, owner, integration) is None:
        row = {
            "id": new_id(),
            "user_id": owner.user_id,
            "workspace_id": owner.workspace_id,
            "provider": integration,
            "integration": integration,
            "status": LinkStatus.PENDING.value,
            "created_at": now,
        }
        await connection.execute(insert(tables.links).values(row))
    return await links.link_of(connection, owner, integration)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(find_attempt=find_or_make)
