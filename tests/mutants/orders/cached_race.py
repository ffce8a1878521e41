"""Two copies at once of news about a link that was read while it waited both begin a sync."""

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
from tests.mutants.orders.seams import link_of, on_read, sync_again

_WORK_S = 0.02


def spoil(parts: Parts) -> Parts:
    """Decide by the cache before the lock is taken."""
    waiting: set[str] = set()

    async def cache(_connection: AsyncConnection, found: Sequence[Link]) -> None:
        for link in found:
            (waiting.add if link.status is LinkStatus.PENDING else waiting.discard)(link.user_id)

    async def receive(backend: Backend, event: Event) -> Outcome:
        before = await link_of(backend, event)
        owner = event.owner if isinstance(event, Creation) else None
        cached = before is None and owner is not None and owner.user_id in waiting
        if cached:
            await asyncio.sleep(_WORK_S)
        outcome = await parts.receive(backend, event)
        after = await link_of(backend, event)
        lost = cached and outcome is Outcome.UNCHANGED
        if lost and after is not None and isinstance(event, Creation):
            await sync_again(backend, after, event.connection)
        return outcome

    return on_read(replace(parts, receive=receive), cache)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return spoil(Parts())
