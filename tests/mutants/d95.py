"""D95: Syncs every active connection of the workspace when one is added."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.domain import Link, LinkStatus
from reference_backend.events import Creation
from reference_backend.jobs import first_sync
from reference_backend.parts import Parts
from reference_backend.service import reactions
from reference_backend.store import links, outbox
from reference_backend.tables import links as table


async def activate(
    connection: AsyncConnection, link: Link, creation: Creation, parts: Parts, now: datetime
) -> None:
    """Sync the new connection, and the others while we are at it."""
    active = await connection.execute(
        select(table).where(
            table.c.workspace_id == link.workspace_id,
            table.c.status == LinkStatus.ACTIVE.value,
        )
    )
    others = [links.as_link(row) for row in active]
    await reactions.activate(connection, link, creation, parts, now)
    for other in others:
        named = reactions.connection_of(other)
        if named is not None and other.id != link.id:
            job = first_sync(other.id, named)
            key = f"{job.key}/beside/{creation.connection.id}"
            await outbox.enqueue(connection, replace(job, key=key), now)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(activate=activate)
