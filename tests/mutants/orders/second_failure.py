"""The second failure of a first sync in a row is taken for a broken connection."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from reference_backend.backend import Backend
from reference_backend.domain import LinkStatus
from reference_backend.events import Creation, Event
from reference_backend.parts import Parts
from reference_backend.service.reactions import Outcome
from tests.mutants.orders.seams import change, link_of, on_failed_sync

_ENOUGH = 2


def spoil(parts: Parts) -> Parts:
    """Blame the connection for Nango's trouble."""
    failures: Counter[str] = Counter()
    linked: dict[str, tuple[Backend, str]] = {}

    async def receive(backend: Backend, event: Event) -> Outcome:
        outcome = await parts.receive(backend, event)
        link = await link_of(backend, event)
        if link is not None and isinstance(event, Creation):
            linked[event.connection.id] = backend, link.id
        return outcome

    async def blame(connection_id: str) -> None:
        failures[connection_id] += 1
        if failures[connection_id] == _ENOUGH and connection_id in linked:
            backend, link_id = linked[connection_id]
            await change(backend, link_id, status=LinkStatus.ERROR)

    return on_failed_sync(replace(parts, receive=receive), blame)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return spoil(Parts())
