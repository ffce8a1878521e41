"""D36: Drops the workspace from the filter when the tag is missing."""

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
    """Take the first row that is left when what is missing is not asked for."""
    return await first_link(
        connection,
        *as_far_as_named(owner),
        links.c.integration == integration,
        links.c.attempt_expires_at > now,
    )


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(interpret=interpret_loosely, find_attempt=find_attempt)
