"""D45: Upserts by connection id: whoever an event names becomes the owner of what it is about."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend import events
from reference_backend.domain import LinkStatus
from reference_backend.events import Creation, Event, Healed
from reference_backend.parts import Parts
from reference_backend.service.reactions import REACTIONS, Outcome, claim_creation
from reference_backend.store import links


def interpret(body: object) -> Event:
    """Take an authorisation anew that names somebody for a creation of hers."""
    event = events.interpret(body)
    if isinstance(event, Healed) and isinstance(body, Mapping):
        again = events.interpret({**body, "operation": "creation"})
        return again if isinstance(again, Creation) and again.owner else event
    return event


async def upsert(
    connection: AsyncConnection, creation: Creation, parts: Parts, now: datetime
) -> Outcome:
    """Write the owner whom the event names over the one that there is."""
    holder = await links.link_by_connection(connection, creation.connection)
    named = creation.owner and await links.link_of(
        connection, creation.owner, creation.connection.integration
    )
    if holder is None or not named:
        return await claim_creation(connection, creation, parts, now)
    if holder.id != named.id:
        gone = LinkStatus.DISCONNECTED
        await links.change_link(connection, holder.id, status=gone, connection_id=None)
    active, id_ = LinkStatus.ACTIVE, creation.connection.id
    await links.change_link(connection, named.id, status=active, connection_id=id_, last_error=None)
    return Outcome.CHANGED


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(interpret=interpret, reactions={**REACTIONS, Creation: upsert})
