"""D73: Creates the row as active when the user starts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.domain import LinkStatus, Offer, Owner, Person
from reference_backend.parts import Parts
from reference_backend.store import links


async def open_attempt(
    connection: AsyncConnection, person: Person, workspace_id: str, offer: Offer, now: datetime
) -> None:
    """Expect the best of what has only been begun."""
    await links.open_attempt(connection, person, workspace_id, offer, now)
    owner = Owner(user_id=person.id, workspace_id=workspace_id)
    link = await links.link_of(connection, owner, offer.integration)
    if link is not None:
        await links.change_link(connection, link.id, status=LinkStatus.ACTIVE)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(open_attempt=open_attempt)
