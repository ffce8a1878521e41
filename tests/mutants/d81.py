"""D81: Takes the id of whichever creation came last, however old its connection."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.events import Creation
from reference_backend.parts import Parts
from reference_backend.service.reactions import REACTIONS, Outcome
from reference_backend.store import links


async def take_the_last(
    connection: AsyncConnection, creation: Creation, parts: Parts, now: datetime
) -> Outcome:
    """Give a connection to its owner, unless the owner has it."""
    if creation.owner is None:
        return Outcome.UNCLAIMED
    named = creation.connection
    attempt = await parts.find_attempt(connection, creation.owner, named.integration, now)
    if attempt is None or await links.link_by_connection(connection, named) is not None:
        return Outcome.UNCHANGED
    await parts.activate(connection, attempt, creation, parts, now)
    return Outcome.CHANGED


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(reactions={**REACTIONS, Creation: take_the_last})
