"""Two status reads at once of a link that has read nothing yet each lend its first sync a hand."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.backend import Backend
from reference_backend.domain import Link, LinkStatus
from reference_backend.events import Connection, Event
from reference_backend.parts import Parts
from reference_backend.service.reactions import Outcome
from tests.mutants.orders.seams import on_read, sync_again

_READ_S = 0.02


def spoil(parts: Parts) -> Parts:
    """Take two who wait for one who has waited for long."""
    reading: set[str] = set()
    here: list[Backend] = []

    async def receive(backend: Backend, event: Event) -> Outcome:
        here[:] = [backend]
        return await parts.receive(backend, event)

    async def lend(connection: AsyncConnection, found: Sequence[Link]) -> None:
        await connection.commit()
        waiting = [one for one in found if one.status is LinkStatus.ACTIVE and not one.last_sync_at]
        crowded = [one for one in waiting if one.id in reading and one.connection_id]
        reading.update(one.id for one in waiting)
        await asyncio.sleep(_READ_S if waiting else 0)
        reading.difference_update(one.id for one in waiting)
        for one in crowded:
            named = Connection(id=one.connection_id or "", integration=one.integration)
            await sync_again(here[0], one, named)

    return on_read(replace(parts, receive=receive), lend)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return spoil(Parts())
