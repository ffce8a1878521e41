"""X-FIRST-IN-WORKSPACE: Matches the pending row by workspace and integration, the oldest first."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.domain import Link, LinkStatus, Owner
from reference_backend.parts import Parts
from reference_backend.tables import links
from tests.mutants.common.rows import first_link


async def find_attempt(
    connection: AsyncConnection, owner: Owner, integration: str, now: datetime
) -> Link | None:
    """Serve the people of a workspace in the order in which they came."""
    del now
    return await first_link(
        connection,
        links.c.workspace_id == owner.workspace_id,
        links.c.integration == integration,
        links.c.status == LinkStatus.PENDING.value,
    )


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(find_attempt=find_attempt)
