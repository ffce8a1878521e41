"""
D62: Asks for the session before it writes the row, and leaves it usable when the write fails.

The row of an attempt that was given up is still there, and its key lets no other in.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend import tables
from reference_backend.domain import ATTEMPT_LIFETIME, LinkStatus, Offer, Person, new_id
from reference_backend.parts import Parts


async def open_attempt(
    connection: AsyncConnection, person: Person, workspace_id: str, offer: Offer, now: datetime
) -> None:
    """Insert the row, as if there never were one."""
    row = {
        "id": new_id(),
        "user_id": person.id,
        "workspace_id": workspace_id,
        "provider": offer.provider,
        "integration": offer.integration,
        "status": LinkStatus.PENDING.value,
        "attempt_expires_at": now + ATTEMPT_LIFETIME,
        "created_at": now,
    }
    await connection.execute(insert(tables.links).values(row))


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(open_attempt=open_attempt)
