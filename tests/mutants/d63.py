"""D63: Answers with a token though the row could not be written."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.domain import Offer, Person
from reference_backend.parts import Parts
from reference_backend.store import links


async def open_attempt(
    connection: AsyncConnection, person: Person, workspace_id: str, offer: Offer, now: datetime
) -> None:
    """Write the row, or do not."""
    with suppress(SQLAlchemyError):
        await links.open_attempt(connection, person, workspace_id, offer, now)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(open_attempt=open_attempt)
