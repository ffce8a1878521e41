"""When the first sync fails, the link goes back to what its owner was last shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.backend import Backend
from reference_backend.domain import Link, LinkStatus
from reference_backend.events import Creation, Event
from reference_backend.parts import Parts
from reference_backend.service.reactions import Outcome
from tests.mutants.orders.seams import change, link_of, on_failed_sync, on_read


def spoil(parts: Parts) -> Parts:
    """Restore the last snapshot after a failure."""
    shown: set[str] = set()
    linked: dict[str, tuple[Backend, str]] = {}

    async def snapshot(_connection: AsyncConnection, found: Sequence[Link]) -> None:
        for link in found:
            (shown.add if link.status is LinkStatus.PENDING else shown.discard)(link.id)

    async def receive(backend: Backend, event: Event) -> Outcome:
        outcome = await parts.receive(backend, event)
        link = await link_of(backend, event)
        if link is not None and isinstance(event, Creation):
            linked[event.connection.id] = backend, link.id
        return outcome

    async def restore(connection_id: str) -> None:
        if connection_id in linked and linked[connection_id][1] in shown:
            backend, link_id = linked[connection_id]
            await change(backend, link_id, status=LinkStatus.PENDING, connection_id=None)

    return on_failed_sync(on_read(replace(parts, receive=receive), snapshot), restore)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return spoil(Parts())
