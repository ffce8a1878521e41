"""D110: Takes late news of a connection that was disconnected for a new one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.domain import Link, LinkStatus
from reference_backend.events import Creation, Healed
from reference_backend.parts import Parts
from reference_backend.service.reactions import REACTIONS, Outcome, claim_creation
from reference_backend.store import links


async def end_link(connection: AsyncConnection, link: Link, now: datetime) -> None:
    """Only write that it has ended: the id stays, and nothing tells that it is over."""
    del now
    await links.change_link(connection, link.id, status=LinkStatus.DISCONNECTED)


async def revive(
    connection: AsyncConnection, event: Creation | Healed, parts: Parts, now: datetime
) -> Outcome:
    """Make whatever has this id active."""
    link = await links.link_by_connection(connection, event.connection)
    if link is not None:
        await links.change_link(connection, link.id, status=LinkStatus.ACTIVE, last_error=None)
        return Outcome.CHANGED
    if isinstance(event, Creation):
        return await claim_creation(connection, event, parts, now)
    return Outcome.UNCHANGED


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(end_link=end_link, reactions={**REACTIONS, Creation: revive, Healed: revive})
