"""A copy of the webhook begins the first sync again when the one before has met trouble."""

from __future__ import annotations

from reference_backend.backend import Backend
from reference_backend.domain import Link
from reference_backend.events import Connection
from reference_backend.parts import Parts
from tests.mutants.orders.seams import on_copy, on_failed_sync, sync_again


def spoil(parts: Parts) -> Parts:
    """Not wait for the job that waits already."""
    failed: set[str] = set()

    async def note(connection_id: str) -> None:
        failed.add(connection_id)

    async def hurry(backend: Backend, link: Link, named: Connection) -> None:
        if named.id in failed:
            await sync_again(backend, link, named)

    return on_copy(on_failed_sync(parts, note), hurry)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return spoil(Parts())
