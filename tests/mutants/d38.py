"""D38: Matches the pending row without the integration."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.domain import Link, Owner
from reference_backend.parts import Parts
from reference_backend.tables import links
from tests.mutants.common.rows import first_link


async def find_attempt(
    connection: AsyncConnection, owner: Owner, integration: str, now: datetime
) -> Link | None:
    """Take the first of the person's open attempts in the workspace, whatever it is for."""
    del integration
    return await first_link(
        connection,
        links.c.user_id == owner.user_id,
        links.c.workspace_id == owner.workspace_id,
        links.c.attempt_expires_at > now,
    )


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(find_attempt=find_attempt)
