"""
D62: Asks for the session before it writes the row, and leaves it usable when the write fails.

The row of an attempt that was given up is still there, and its key lets no other in.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.domain import ATTEMPT_LIFETIME, Offer, Person
from reference_backend.parts import Parts
from tests.mutants.common.rows import add_pending


async def open_attempt(
    connection: AsyncConnection, person: Person, workspace_id: str, offer: Offer, now: datetime
) -> None:
    """Insert the row, as if there never were one."""
    until = now + ATTEMPT_LIFETIME
    await add_pending(connection, person, workspace_id, offer, now, attempt_expires_at=until)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(open_attempt=open_attempt)
