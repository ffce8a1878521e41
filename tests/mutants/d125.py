"""D125: Acknowledges the creation and never writes the status."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.events import Creation
from reference_backend.parts import Parts
from reference_backend.service.reactions import REACTIONS, Outcome


async def acknowledge(
    connection: AsyncConnection, creation: Creation, parts: Parts, now: datetime
) -> Outcome:
    """Say that it is done."""
    del connection, creation, parts, now
    return Outcome.CHANGED


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(reactions={**REACTIONS, Creation: acknowledge})
