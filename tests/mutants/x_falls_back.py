"""X-FALLS-BACK: Takes the end of the first sync for the end of the connection."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.domain import LinkStatus
from reference_backend.events import SyncSucceeded
from reference_backend.parts import Parts
from reference_backend.service.reactions import REACTIONS, Outcome
from reference_backend.store import links


async def put_back(
    connection: AsyncConnection, event: SyncSucceeded, parts: Parts, now: datetime
) -> Outcome:
    """Let the row wait again, for a connection that is there already."""
    del parts, now
    link = await links.link_by_connection(connection, event.connection)
    if link is not None:
        await links.change_link(connection, link.id, status=LinkStatus.PENDING)
    return Outcome.CHANGED


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(reactions={**REACTIONS, SyncSucceeded: put_back})
