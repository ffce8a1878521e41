"""D64: Lets pending rows pile up, all of them ready to be activated later."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.domain import ATTEMPT_LIFETIME, Link, LinkStatus, Offer, Owner, Person
from reference_backend.parts import Parts
from reference_backend.tables import links
from tests.mutants.common.rows import add_pending, first_link, schema_without


async def prepare_schema(connection: AsyncConnection) -> None:
    """Make the tables without the key that lets an owner have one row."""
    await schema_without(connection, "one_link_per_owner")


async def open_attempt(
    connection: AsyncConnection, person: Person, workspace_id: str, offer: Offer, now: datetime
) -> None:
    """Add a row to those that are there."""
    until = now + ATTEMPT_LIFETIME
    await add_pending(connection, person, workspace_id, offer, now, attempt_expires_at=until)


async def find_attempt(
    connection: AsyncConnection, owner: Owner, integration: str, now: datetime
) -> Link | None:
    """Take the oldest row that is still pending, however long it has been."""
    del now
    return await first_link(
        connection,
        links.c.user_id == owner.user_id,
        links.c.workspace_id == owner.workspace_id,
        links.c.integration == integration,
        links.c.status == LinkStatus.PENDING.value,
    )


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(
        prepare_schema=prepare_schema, open_attempt=open_attempt, find_attempt=find_attempt
    )
