"""D37: Takes the newest pending row, whoever's it is."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.domain import Link, LinkStatus, Owner
from reference_backend.parts import Parts
from reference_backend.store.links import as_link
from reference_backend.tables import links


async def find_attempt(
    connection: AsyncConnection, owner: Owner, integration: str, now: datetime
) -> Link | None:
    """Take whoever started last for the one who has just come back."""
    del owner, now
    found = await connection.execute(
        select(links)
        .where(
            links.c.integration == integration,
            links.c.status == LinkStatus.PENDING.value,
        )
        .order_by(links.c.created_at.desc())
        .limit(1)
    )
    row = found.first()
    return None if row is None else as_link(row)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(find_attempt=find_attempt)
