"""D33: Trusts any signed creation, a body that a provider wrote included."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.events import Creation
from reference_backend.parts import Parts
from reference_backend.service.reactions import REACTIONS, Outcome, claim_creation
from reference_backend.store import links
from tests.mutants.common.rows import schema_without


async def prepare_schema(connection: AsyncConnection) -> None:
    """Make the tables without the key that gives a connection one owner."""
    await schema_without(connection, "one_owner_per_connection")


async def believe(
    connection: AsyncConnection, creation: Creation, parts: Parts, now: datetime
) -> Outcome:
    """Give whoever is named whatever is named, though it is somebody else's."""
    owner, named = creation.owner, creation.connection
    waiting = owner and await parts.find_attempt(connection, owner, named.integration, now)
    if not waiting or waiting.connection_id or await links.is_retired(connection, named):
        return await claim_creation(connection, creation, parts, now)
    await parts.activate(connection, waiting, creation, parts, now)
    return Outcome.CHANGED


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(prepare_schema=prepare_schema, reactions={**REACTIONS, Creation: believe})
