"""D102: Ignores `override`, so that a repaired connection stays broken."""

from __future__ import annotations

from reference_backend import events
from reference_backend.events import Event, Healed, Ignored
from reference_backend.parts import Parts


def interpret(body: object) -> Event:
    """Know creations only: an authorisation anew is news of nothing."""
    match body, events.interpret(body):
        case {"operation": "override"}, Healed():
            return Ignored(reason="not a creation")
        case _, event:
            return event


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(interpret=interpret)
