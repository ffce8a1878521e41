"""D38: Matches the pending row without the integration."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.domain import Link, Owner
from reference_backend.parts import Parts
from reference_backend.store.links import as_link
from reference_backend.tables import links


async def find_attempt(
    connection: AsyncConnection, owner: Owner, integration: str, now: datetime
) -> Link | None:
    """Take the first of the person's open attempts in the workspace, whatever it is for."""
    del integration
    found = await connection.execute(
        select(links)
        .where(
            links.c.user_id == owner.user_id,
            links.c.workspace_id == owner.workspace_id,
            links.c.attempt_expires_at > now,
        )
        .order_by(links.c.created_at)
        .limit(1)
    )
    row = found.first()
    return None if row is None else as_link(row)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(find_attempt=find_attempt)
