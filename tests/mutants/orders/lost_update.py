"""A status read writes the row back as it was read, and so undoes what came meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.backend import Backend
from reference_backend.domain import Link, LinkStatus
from reference_backend.events import Event
from reference_backend.parts import Parts
from reference_backend.service.reactions import Outcome
from reference_backend.store import links
from tests.mutants.orders.seams import on_read

_WORK_S = 0.02
"""How long a webhook takes where there is more to do than here; a read takes twice that."""


def spoil(parts: Parts) -> Parts:
    """Save the whole entity because its owner was seen."""

    async def save(connection: AsyncConnection, found: Sequence[Link]) -> None:
        waiting = [link for link in found if link.status is LinkStatus.PENDING]
        if not waiting:
            return
        await connection.commit()
        await asyncio.sleep(2 * _WORK_S)
        for link in waiting:
            values = {"status": link.status, "connection_id": link.connection_id}
            await links.change_link(connection, link.id, **values)
        await connection.commit()

    async def receive(backend: Backend, event: Event) -> Outcome:
        await asyncio.sleep(_WORK_S)
        return await parts.receive(backend, event)

    return on_read(replace(parts, receive=receive), save)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return spoil(Parts())
