"""X-ANY-AUTH: Takes every auth event that names somebody for her new connection."""

from __future__ import annotations

from collections.abc import Mapping

from reference_backend import events
from reference_backend.events import Creation, Event
from reference_backend.parts import Parts


def interpret(body: object) -> Event:
    """Look at neither `operation` nor `success`, as long as there is an owner."""
    if isinstance(body, Mapping) and body.get("type") == "auth":
        event = events.interpret({**body, "operation": "creation", "success": True})
        if isinstance(event, Creation) and event.owner is not None:
            return event
    return events.interpret(body)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(interpret=interpret)
