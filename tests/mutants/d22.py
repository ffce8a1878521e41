"""D22: Takes a missing success for true."""

from __future__ import annotations

from collections.abc import Mapping

from reference_backend import events
from reference_backend.events import Event
from reference_backend.parts import Parts


def interpret(body: object) -> Event:
    """Take an event for a success unless it says otherwise."""
    if isinstance(body, Mapping) and body.get("success") is None:
        return events.interpret({**body, "success": True})
    return events.interpret(body)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(interpret=interpret)
