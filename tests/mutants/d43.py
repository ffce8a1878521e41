"""D43: Filters the status route by a workspace id from the client and by nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.domain import Link, Person
from reference_backend.parts import Parts
from reference_backend.store.links import as_link
from reference_backend.tables import links


async def visible_links(
    connection: AsyncConnection, person: Person, query: Mapping[str, str]
) -> Sequence[Link]:
    """Show whatever is in the workspace that was asked for."""
    del person
    found = await connection.execute(
        select(links)
        .where(links.c.workspace_id == query.get("workspaceId", ""))
        .order_by(links.c.created_at)
    )
    return [as_link(row) for row in found]


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(visible_links=visible_links)
