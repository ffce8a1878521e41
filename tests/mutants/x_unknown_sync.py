"""X-UNKNOWN-SYNC: Breaks down over a sync of a connection that it does not know."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.events import SyncFailed, SyncSucceeded
from reference_backend.parts import Parts
from reference_backend.service.reactions import REACTIONS, Outcome, Reaction
from reference_backend.store import links


def knowing(reaction: Reaction) -> Reaction:
    """Return a reaction that takes for granted that there is a link."""

    async def react(
        connection: AsyncConnection,
        event: SyncSucceeded | SyncFailed,
        parts: Parts,
        now: datetime,
    ) -> Outcome:
        if await links.link_by_connection(connection, event.connection) is None:
            raise LookupError(event.connection.id)
        return await reaction(connection, event, parts, now)

    return react


def parts() -> Parts:
    """Return the backend with this one defect."""
    kinds = (SyncSucceeded, SyncFailed)
    return Parts(reactions={**REACTIONS, **{kind: knowing(REACTIONS[kind]) for kind in kinds}})
