"""What several wrong backends do to the rows of links, each for a reason of its own."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend import tables
from reference_backend.domain import Link, Offer, Person, new_id
from reference_backend.store.links import as_link, pending_row
from reference_backend.tables import links

BOTH_KEYS = ("one_link_per_owner", "one_owner_per_connection")


async def schema_without(connection: AsyncConnection, *keys: str) -> None:
    """Make the tables without the keys that keep a second row out."""
    await tables.prepare_schema(connection)
    for key in keys:
        await connection.execute(text(f"DROP INDEX IF EXISTS {key}"))


async def add_pending(
    connection: AsyncConnection,
    person: Person,
    workspace_id: str,
    offer: Offer,
    now: datetime,
    **more: Any,
) -> None:
    """Insert a pending row, whatever rows there are."""
    row = pending_row(person, workspace_id, offer, now)
    await connection.execute(insert(links).values({**row, **more}))


async def add_copy(connection: AsyncConnection, link_id: str) -> str:
    """Insert a row that equals another in everything but its id; return that."""
    found = await connection.execute(select(links).where(links.c.id == link_id))
    row = {column.key: value for column, value in zip(links.c, found.one(), strict=True)}
    copy = new_id()
    await connection.execute(insert(links).values({**row, "id": copy}))
    return copy


async def first_link(
    connection: AsyncConnection, *wanted: ColumnElement[bool], newest: bool = False
) -> Link | None:
    """Return the oldest, or the newest, of the links that are wanted."""
    order = links.c.created_at.desc() if newest else links.c.created_at
    found = await connection.execute(select(links).where(*wanted).order_by(order).limit(1))
    row = found.first()
    return None if row is None else as_link(row)
