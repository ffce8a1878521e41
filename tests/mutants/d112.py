"""D112: Takes a failed reconnect, which says creation, for the end of the connection it names."""

from __future__ import annotations

from collections.abc import Mapping

from reference_backend import events
from reference_backend.events import Event
from reference_backend.parts import Parts


def interpret(body: object) -> Event:
    """Understand a failed creation as the deletion of what it names."""
    kind = {"type": "auth", "operation": "creation", "success": False}
    if isinstance(body, Mapping) and kind.items() <= body.items():
        return events.interpret({**body, "operation": "deletion", "success": True})
    return events.interpret(body)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(interpret=interpret)
