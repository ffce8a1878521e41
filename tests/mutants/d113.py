"""D113: Keeps the row of what was disconnected, and with it the unique key: nobody comes back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.domain import LinkStatus, Offer, Owner, Person
from reference_backend.parts import Parts
from reference_backend.store import links
from tests.mutants.common.rows import add_pending


async def open_attempt(
    connection: AsyncConnection, person: Person, workspace_id: str, offer: Offer, now: datetime
) -> None:
    """Take a row that was disconnected for none at all, and write another beside it."""
    owner = Owner(user_id=person.id, workspace_id=workspace_id)
    link = await links.link_of(connection, owner, offer.integration)
    if link is None or link.status is not LinkStatus.DISCONNECTED:
        await links.open_attempt(connection, person, workspace_id, offer, now)
        return
    await add_pending(connection, person, workspace_id, offer, now)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(open_attempt=open_attempt)
