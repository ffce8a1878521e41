"""D94: Undoes the connection, and fails the webhook, when the first sync fails."""

from __future__ import annotations

from reference_backend.backend import Backend
from reference_backend.events import Event
from reference_backend.parts import Parts
from reference_backend.service.reactions import Outcome
from tests.mutants.common.acting import no_jobs, receive_and_sync, start_sync


async def receive(backend: Backend, event: Event) -> Outcome:
    """Make the sync part of the transaction: if it fails, all of it has failed."""
    return await receive_and_sync(backend, event, start_sync)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(receive=receive, jobs_after_activation=no_jobs)
