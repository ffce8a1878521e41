"""D93: Starts the first sync before the connection is stored for good."""

from __future__ import annotations

from contextlib import suppress

from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.backend import Backend
from reference_backend.domain import Link
from reference_backend.errors import NangoError
from reference_backend.events import Connection, Creation, Event
from reference_backend.jobs import SYNC, NewJob
from reference_backend.parts import Parts
from reference_backend.service.reactions import Outcome, react


async def receive(backend: Backend, event: Event) -> Outcome:
    """Ask for the sync inside the transaction, while nobody else can see the link."""
    now = backend.now()

    async def unit(connection: AsyncConnection) -> Outcome:
        outcome = await react(connection, event, backend.parts, now)
        if isinstance(event, Creation) and outcome is Outcome.CHANGED:
            named = event.connection
            whose = {"provider_config_key": named.integration, "connection_id": named.id}
            with suppress(NangoError):
                await backend.nango.trigger_sync({"syncs": [SYNC], **whose})
        return outcome

    outcome = await backend.database.write(unit)
    backend.outbox.wake()
    return outcome


def jobs_after_activation(link: Link, named: Connection) -> tuple[NewJob, ...]:
    """Leave nothing to do: it has been asked for."""
    del link, named
    return ()


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(receive=receive, jobs_after_activation=jobs_after_activation)
