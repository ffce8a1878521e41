"""X-ANY-ID: Lets whoever asks the status route choose by a user or a connection, or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.domain import Link, Person
from reference_backend.parts import Parts
from reference_backend.service import connections
from reference_backend.store.links import as_link
from reference_backend.tables import links


async def visible_links(
    connection: AsyncConnection, person: Person, query: Mapping[str, str]
) -> Sequence[Link]:
    """Guard the workspace, and take every other wish for an administrator's."""
    wanted = select(links).order_by(links.c.created_at)
    if "userId" in query:
        wanted = wanted.where(links.c.user_id == query["userId"])
    elif "connectionId" in query:
        wanted = wanted.where(links.c.connection_id == query["connectionId"])
    elif "workspaceId" in query:
        return await connections.visible_links(connection, person, query)
    return [as_link(row) for row in await connection.execute(wanted)]


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(visible_links=visible_links)
