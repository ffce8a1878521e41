"""D101: Fetches records also for a sync that failed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.events import SyncFailed, SyncSucceeded
from reference_backend.jobs import MODEL
from reference_backend.parts import Parts
from reference_backend.service.reactions import REACTIONS, Outcome, want_records


async def fetch(
    connection: AsyncConnection, event: SyncFailed, parts: Parts, now: datetime
) -> Outcome:
    """Take the news of any sync for the news of records."""
    succeeded = SyncSucceeded(connection=event.connection, model=MODEL)
    return await want_records(connection, succeeded, parts, now)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(reactions={**REACTIONS, SyncFailed: fetch})
