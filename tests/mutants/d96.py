"""D96: Reads all that there is before it answers the webhook."""

from __future__ import annotations

from typing import Final

from reference_backend.backend import Backend
from reference_backend.events import Creation, Event
from reference_backend.jobs import MODEL
from reference_backend.parts import Parts
from reference_backend.service import receiving
from reference_backend.service.reactions import Outcome

_PAGES: Final = 20


async def receive(backend: Backend, event: Event) -> Outcome:
    """Store the connection, and do what there is to do for it at once."""
    outcome = await receiving.receive(backend, event)
    if isinstance(event, Creation) and outcome is Outcome.CHANGED:
        for _ in range(_PAGES):
            await backend.nango.read_records(event.connection, {"model": MODEL, "limit": "100"})
    return outcome


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(receive=receive)
