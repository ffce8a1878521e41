"""D100: Makes a row of somebody's when the sync event comes before its connection is known."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend import tables
from reference_backend.domain import LinkStatus, new_id
from reference_backend.events import SyncSucceeded
from reference_backend.parts import Parts
from reference_backend.service.reactions import REACTIONS, Outcome, want_records
from reference_backend.store import links
from tests.mutants.common.rows import schema_without


async def make_a_row(
    connection: AsyncConnection, event: SyncSucceeded, parts: Parts, now: datetime
) -> Outcome:
    """Give a connection that nobody knows to whoever was there first."""
    named = event.connection
    if not await links.is_known(connection, named):
        workspace = (await connection.execute(select(tables.members).limit(1))).one()
        await connection.execute(
            insert(tables.links).values(
                id=new_id(),
                user_id=workspace.user_id,
                workspace_id=workspace.workspace_id,
                provider="unknown",
                integration=named.integration,
                status=LinkStatus.ACTIVE.value,
                connection_id=named.id,
                created_at=now,
            )
        )
    return await want_records(connection, event, parts, now)


async def prepare_schema(connection: AsyncConnection) -> None:
    """Make the tables, and let one person have many rows."""
    await schema_without(connection, "one_link_per_owner")


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(prepare_schema=prepare_schema, reactions={**REACTIONS, SyncSucceeded: make_a_row})
