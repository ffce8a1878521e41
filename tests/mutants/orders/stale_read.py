"""A status read of a waiting link is remembered, and believed when a copy of the webhook comes."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.backend import Backend
from reference_backend.domain import Link, LinkStatus
from reference_backend.events import Connection
from reference_backend.parts import Parts
from tests.mutants.orders.seams import on_copy, on_read, sync_again


def spoil(parts: Parts) -> Parts:
    """Keep what was read, and do not look again."""
    waiting: set[str] = set()

    async def remember(_connection: AsyncConnection, found: Sequence[Link]) -> None:
        waiting.update(link.id for link in found if link.status is LinkStatus.PENDING)

    async def believe(backend: Backend, link: Link, named: Connection) -> None:
        if link.id in waiting:
            waiting.discard(link.id)
            await sync_again(backend, link, named)

    return on_copy(on_read(parts, remember), believe)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return spoil(Parts())
