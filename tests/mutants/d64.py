"""D64: Lets pending rows pile up, all of them ready to be activated later."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend import tables
from reference_backend.domain import (
    ATTEMPT_LIFETIME,
    Link,
    LinkStatus,
    Offer,
    Owner,
    Person,
    new_id,
)
from reference_backend.parts import Parts
from reference_backend.store.links import as_link
from reference_backend.tables import links


async def prepare_schema(connection: AsyncConnection) -> None:
    """Make the tables without the key that lets an owner have one row."""
    await tables.prepare_schema(connection)
    await connection.execute(text("DROP INDEX IF EXISTS one_link_per_owner"))


async def open_attempt(
    connection: AsyncConnection, person: Person, workspace_id: str, offer: Offer, now: datetime
) -> None:
    """Add a row to those that are there."""
    row = {
        "id": new_id(),
        "user_id": person.id,
        "workspace_id": workspace_id,
        "provider": offer.provider,
        "integration": offer.integration,
        "status": LinkStatus.PENDING.value,
        "attempt_expires_at": now + ATTEMPT_LIFETIME,
        "created_at": now,
    }
    await connection.execute(insert(links).values(row))


async def find_attempt(
    connection: AsyncConnection, owner: Owner, integration: str, now: datetime
) -> Link | None:
    """Take any row that is still pending."""
    del now
    found = await connection.execute(
        select(links)
        .where(
            links.c.user_id == owner.user_id,
            links.c.workspace_id == owner.workspace_id,
            links.c.integration == integration,
            links.c.status == LinkStatus.PENDING.value,
        )
        .limit(1)
    )
    row = found.first()
    return None if row is None else as_link(row)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(
        prepare_schema=prepare_schema, open_attempt=open_attempt, find_attempt=find_attempt
    )
