"""D103: Writes a second row when a connection is authorised anew."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend import tables
from reference_backend.domain import new_id
from reference_backend.events import Healed
from reference_backend.parts import Parts
from reference_backend.service.reactions import REACTIONS, Outcome, heal
from reference_backend.store import links


async def prepare_schema(connection: AsyncConnection) -> None:
    """Make the tables without the keys that keep a second row out."""
    await tables.prepare_schema(connection)
    for index in ("one_link_per_owner", "one_owner_per_connection"):
        await connection.execute(text(f"DROP INDEX IF EXISTS {index}"))


async def heal_beside(
    connection: AsyncConnection, event: Healed, parts: Parts, now: datetime
) -> Outcome:
    """Mend the row, and write another with the same connection."""
    outcome = await heal(connection, event, parts, now)
    link = await links.link_by_connection(connection, event.connection)
    if link is not None:
        found = await connection.execute(select(tables.links).where(tables.links.c.id == link.id))
        row = {column.key: value for column, value in zip(tables.links.c, found.one(), strict=True)}
        await connection.execute(insert(tables.links).values({**row, "id": new_id()}))
    return outcome


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(prepare_schema=prepare_schema, reactions={**REACTIONS, Healed: heal_beside})
