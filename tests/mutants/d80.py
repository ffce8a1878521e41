"""D80: Inserts a row for each delivery of a creation, with no key that forbids it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.events import Creation
from reference_backend.parts import Parts
from reference_backend.service.reactions import REACTIONS, Outcome
from tests.mutants.common.rows import BOTH_KEYS, add_copy, schema_without


async def prepare_schema(connection: AsyncConnection) -> None:
    """Make the tables without the keys that keep the copies of a connection out."""
    await schema_without(connection, *BOTH_KEYS)


async def insert_row(
    connection: AsyncConnection, creation: Creation, parts: Parts, now: datetime
) -> Outcome:
    """Make a copy of the row that was started, and activate that one, whatever came before."""
    if creation.owner is None:
        return Outcome.UNCLAIMED
    integration = creation.connection.integration
    started = await parts.find_attempt(connection, creation.owner, integration, now)
    if started is None:
        return Outcome.UNCLAIMED
    copy = replace(started, id=await add_copy(connection, started.id), connection_id=None)
    await parts.activate(connection, copy, creation, parts, now)
    return Outcome.CHANGED


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(prepare_schema=prepare_schema, reactions={**REACTIONS, Creation: insert_row})
