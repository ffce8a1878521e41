"""X-EVERY-WORKSPACE: Shows a person's links of all workspaces in each of them."""

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
    """Ask for membership, and then forget in what."""
    await connections.visible_links(connection, person, query)
    mine = select(links).where(links.c.user_id == person.id).order_by(links.c.created_at)
    return [as_link(row) for row in await connection.execute(mine)]


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(visible_links=visible_links)
