"""A status read mends a first sync that has met trouble, beside the job that mends it too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.backend import Backend
from reference_backend.domain import Link
from reference_backend.events import Connection, Event
from reference_backend.parts import Parts
from reference_backend.service.reactions import Outcome
from tests.mutants.orders.seams import on_failed_sync, on_read, sync_again


def spoil(parts: Parts) -> Parts:
    """Let whoever looks be served."""
    failed: set[str] = set()
    here: list[Backend] = []

    async def receive(backend: Backend, event: Event) -> Outcome:
        here[:] = [backend]
        return await parts.receive(backend, event)

    async def note(connection_id: str) -> None:
        failed.add(connection_id)

    async def mend(connection: AsyncConnection, found: Sequence[Link]) -> None:
        await connection.commit()
        for link in found:
            if link.connection_id in failed and link.connection_id is not None:
                named = Connection(id=link.connection_id, integration=link.integration)
                await sync_again(here[0], link, named)

    return on_failed_sync(on_read(replace(parts, receive=receive), mend), note)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return spoil(Parts())
