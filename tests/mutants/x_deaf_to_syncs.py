"""X-DEAF-TO-SYNCS: Has Nango run a sync, and never reads what it found."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.events import SyncSucceeded
from reference_backend.parts import Parts
from reference_backend.service.reactions import REACTIONS, Outcome


async def wait_for_more(
    connection: AsyncConnection, event: SyncSucceeded, parts: Parts, now: datetime
) -> Outcome:
    """Leave it at that."""
    del connection, event, parts, now
    return Outcome.UNCHANGED


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(reactions={**REACTIONS, SyncSucceeded: wait_for_more})
