"""D79: Takes an event that equals an earlier one for its repeat, for ever."""

from __future__ import annotations

from reference_backend.backend import Backend
from reference_backend.events import Broken, Event
from reference_backend.parts import Parts
from reference_backend.service import receiving
from reference_backend.service.reactions import Outcome


class Seen:
    """The failures of a refresh that have had their effect."""

    def __init__(self) -> None:
        self._seen: set[Event] = set()

    async def receive(self, backend: Backend, event: Event) -> Outcome:
        """Do once what is said once, and once what is said twice."""
        if event in self._seen:
            return Outcome.UNCHANGED
        outcome = await receiving.receive(backend, event)
        if isinstance(event, Broken):
            self._seen.add(event)
        return outcome


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(receive=Seen().receive)
