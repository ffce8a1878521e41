"""D78: Marks an event as seen before it has had its effect."""

from __future__ import annotations

from reference_backend.backend import Backend
from reference_backend.events import Creation, Event
from reference_backend.parts import Parts
from reference_backend.service import receiving
from reference_backend.service.reactions import Outcome


class Seen:
    """The creations that came before."""

    def __init__(self) -> None:
        self._seen: set[Event] = set()

    async def receive(self, backend: Backend, event: Event) -> Outcome:
        """Do nothing a second time, whatever came of the first."""
        if event in self._seen:
            return Outcome.UNCHANGED
        if isinstance(event, Creation):
            self._seen.add(event)
        return await receiving.receive(backend, event)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(receive=Seen().receive)
