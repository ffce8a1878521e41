"""D103: Writes a second row when a connection is authorised anew."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.events import Healed
from reference_backend.parts import Parts
from reference_backend.service.reactions import REACTIONS, Outcome, heal
from reference_backend.store import links
from tests.mutants.common.rows import BOTH_KEYS, add_copy, schema_without


async def prepare_schema(connection: AsyncConnection) -> None:
    """Make the tables without the keys that keep a second row out."""
    await schema_without(connection, *BOTH_KEYS)


async def heal_beside(
    connection: AsyncConnection, event: Healed, parts: Parts, now: datetime
) -> Outcome:
    """Mend the row, and write another with the same connection."""
    outcome = await heal(connection, event, parts, now)
    link = await links.link_by_connection(connection, event.connection)
    if link is not None:
        await add_copy(connection, link.id)
    return outcome


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(prepare_schema=prepare_schema, reactions={**REACTIONS, Healed: heal_beside})
