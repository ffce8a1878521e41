"""D96: Syncs a new connection, and reads all that there is, before it stores it and answers."""

from __future__ import annotations

from typing import Final

from reference_backend.backend import Backend
from reference_backend.events import Connection, Creation, Event
from reference_backend.jobs import MODEL, SYNC
from reference_backend.parts import Parts
from reference_backend.service import receiving
from reference_backend.service.reactions import Outcome
from reference_backend.store import links

_PAGES: Final = 40


async def receive(backend: Backend, event: Event) -> Outcome:
    """Do at once what there is to do for a new connection, and then the rest."""
    if isinstance(event, Creation):
        async with backend.database.reading() as connection:
            known = await links.is_known(connection, event.connection)
        if not known:
            await _sync(backend, event.connection)
    return await receiving.receive(backend, event)


async def _sync(backend: Backend, named: Connection) -> None:
    body = {"provider_config_key": named.integration, "connection_id": named.id}
    await backend.nango.trigger_sync({"syncs": [SYNC], **body})
    for _ in range(_PAGES):
        await backend.nango.read_records(named, {"model": MODEL, "limit": "100"})


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(receive=receive, jobs_after_activation=lambda _link, _named: ())
