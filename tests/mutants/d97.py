"""D97: Clears what was read through a link with every creation event, a repeated one included."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.events import Creation
from reference_backend.parts import Parts
from reference_backend.service.reactions import REACTIONS, Outcome, claim_creation
from reference_backend.store import links, mails


async def begin_anew(
    connection: AsyncConnection, creation: Creation, parts: Parts, now: datetime
) -> Outcome:
    """Make room for what the first sync will bring."""
    link = await links.link_by_connection(connection, creation.connection)
    if link is not None:
        await mails.forget_mails(connection, link.id)
    return await claim_creation(connection, creation, parts, now)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(reactions={**REACTIONS, Creation: begin_anew})
