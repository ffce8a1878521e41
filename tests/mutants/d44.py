"""D44: Notes an attempt in the user's first workspace, whichever she chose."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.domain import Offer, Person
from reference_backend.parts import Parts
from reference_backend.store import links, people


async def open_attempt(
    connection: AsyncConnection, person: Person, workspace_id: str, offer: Offer, now: datetime
) -> None:
    """Take it that everybody has one workspace."""
    del workspace_id
    first = (await people.workspaces_of(connection, person.id))[0]
    await links.open_attempt(connection, person, first.id, offer, now)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(open_attempt=open_attempt)
