"""D93: Starts the first sync before the connection is stored for good."""

from __future__ import annotations

from contextlib import suppress

from reference_backend.backend import Backend
from reference_backend.errors import NangoError
from reference_backend.events import Connection, Event
from reference_backend.parts import Parts
from reference_backend.service.reactions import Outcome
from tests.mutants.common.acting import no_jobs, receive_and_sync, start_sync


async def receive(backend: Backend, event: Event) -> Outcome:
    """Ask for the sync inside the transaction, while nobody else can see the link."""
    return await receive_and_sync(backend, event, start_whatever_comes)


async def start_whatever_comes(backend: Backend, named: Connection) -> None:
    """Ask for it, and go on where it fails."""
    with suppress(NangoError):
        await start_sync(backend, named)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(receive=receive, jobs_after_activation=no_jobs)
