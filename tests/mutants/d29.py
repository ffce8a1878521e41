"""D29: Answers an error to a type or an operation that it does not know."""

from __future__ import annotations

from reference_backend import events
from reference_backend.events import Event
from reference_backend.parts import Parts


def interpret(body: object) -> Event:
    """Know what there was when this was written, and raise on all that has come since."""
    match body:
        case {"type": "auth", "operation": "creation" | "override" | "refresh"}:
            return events.interpret(body)
        case {"type": "sync"}:
            return events.interpret(body)
    raise ValueError("unhandled event")


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(interpret=interpret)
