"""D80: Inserts a row for each delivery of a creation, with no key that forbids it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend import tables
from reference_backend.domain import new_id
from reference_backend.events import Creation
from reference_backend.parts import Parts
from reference_backend.service.reactions import REACTIONS, Outcome


async def prepare_schema(connection: AsyncConnection) -> None:
    """Make the tables without the keys that keep the copies of a connection out."""
    await tables.prepare_schema(connection)
    for index in ("one_link_per_owner", "one_owner_per_connection"):
        await connection.execute(text(f"DROP INDEX IF EXISTS {index}"))


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
    found = await connection.execute(select(tables.links).where(tables.links.c.id == started.id))
    row = {column.key: value for column, value in zip(tables.links.c, found.one(), strict=True)}
    copy = replace(started, id=new_id(), connection_id=None)
    await connection.execute(insert(tables.links).values({**row, "id": copy.id}))
    await parts.activate(connection, copy, creation, parts, now)
    return Outcome.CHANGED


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(prepare_schema=prepare_schema, reactions={**REACTIONS, Creation: insert_row})
