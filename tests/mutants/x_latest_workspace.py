"""X-LATEST-WORKSPACE: Takes the workspace where a person started last when none is named."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.domain import Link, Owner
from reference_backend.parts import Parts
from reference_backend.tables import links
from tests.mutants.common.owners import as_far_as_named, interpret_loosely
from tests.mutants.common.rows import first_link


async def find_attempt(
    connection: AsyncConnection, owner: Owner, integration: str, now: datetime
) -> Link | None:
    """Take where the person was last for where she means, unless the event says."""
    return await first_link(
        connection,
        *as_far_as_named(owner),
        links.c.integration == integration,
        links.c.attempt_expires_at > now,
        newest=True,
    )


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(interpret=interpret_loosely, find_attempt=find_attempt)
