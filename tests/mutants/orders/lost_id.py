"""A copy of the webhook that comes while the first sync is in trouble costs the link its id."""

from __future__ import annotations

from reference_backend.backend import Backend
from reference_backend.domain import Link
from reference_backend.events import Connection
from reference_backend.parts import Parts
from tests.mutants.orders.seams import change, on_copy, on_failed_sync


def spoil(parts: Parts) -> Parts:
    """Clear what could not be used, to fill it in from the next event; and forget to."""
    failed: set[str] = set()

    async def note(connection_id: str) -> None:
        failed.add(connection_id)

    async def clear(backend: Backend, link: Link, named: Connection) -> None:
        if named.id in failed:
            await change(backend, link.id, connection_id=None)

    return on_copy(on_failed_sync(parts, note), clear)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return spoil(Parts())
