"""D87: Spends another pending row when one session succeeds a second time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend import tables
from reference_backend.domain import Link, LinkStatus, Owner
from reference_backend.parts import Parts
from reference_backend.store import links


async def find_attempt(
    connection: AsyncConnection, owner: Owner, integration: str, now: datetime
) -> Link | None:
    """Return the owner's pending row, or else the newest of the workspace that still is."""
    own = await links.find_attempt(connection, owner, integration, now)
    if own is None or own.status is LinkStatus.PENDING:
        return own
    pending = (
        select(tables.links)
        .where(
            tables.links.c.workspace_id == owner.workspace_id,
            tables.links.c.integration == integration,
            tables.links.c.status == LinkStatus.PENDING.value,
        )
        .order_by(tables.links.c.created_at.desc())
    )
    row = (await connection.execute(pending)).first()
    return own if row is None else links.as_link(row)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(find_attempt=find_attempt)
