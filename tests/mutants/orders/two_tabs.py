"""Two status reads of a waiting link at the same time are taken for an attempt started anew."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.backend import Backend
from reference_backend.domain import Link, LinkStatus
from reference_backend.events import Creation, Event
from reference_backend.parts import Parts
from reference_backend.service.reactions import Outcome
from reference_backend.store import links
from tests.mutants.orders.seams import on_read

_READ_S = 0.02


def spoil(parts: Parts) -> Parts:
    """Close the attempt of whoever waits in two tabs."""
    reading: set[str] = set()
    closed: set[str] = set()

    async def count(_connection: AsyncConnection, found: Sequence[Link]) -> None:
        waiting = {link.id for link in found if link.status is LinkStatus.PENDING}
        closed.update(waiting & reading)
        reading.update(waiting)
        await asyncio.sleep(_READ_S if waiting else 0)
        reading.difference_update(waiting)

    async def receive(backend: Backend, event: Event) -> Outcome:
        if isinstance(event, Creation) and event.owner is not None:
            async with backend.database.reading() as connection:
                named = event.connection.integration
                link = await links.link_of(connection, event.owner, named)
            if link is not None and link.id in closed:
                return Outcome.UNCLAIMED
        return await parts.receive(backend, event)

    return on_read(replace(parts, receive=receive), count)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return spoil(Parts())
