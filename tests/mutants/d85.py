"""D85: Sets the last-sync time at activation, so the first delta finds nothing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.domain import Link
from reference_backend.events import Creation
from reference_backend.parts import Parts
from reference_backend.service import reactions, work
from reference_backend.store import links


async def activate(
    connection: AsyncConnection, link: Link, creation: Creation, parts: Parts, now: datetime
) -> None:
    """Take the moment of the connection for the moment of its last sync."""
    await reactions.activate(connection, link, creation, parts, now)
    await links.change_link(connection, link.id, last_sync_at=now)


def records_query(link: Link, model: str, cursor: str | None) -> dict[str, str]:
    """Ask only for what has changed since then."""
    query = work.records_query(link, model, cursor)
    if link.last_sync_at is not None:
        query["modified_after"] = link.last_sync_at.isoformat()
    return query


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(activate=activate, records_query=records_query)
