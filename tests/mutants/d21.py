"""D21: Takes any truthy success for true, the text "false" included."""

from __future__ import annotations

from collections.abc import Mapping

from reference_backend import events
from reference_backend.events import Event
from reference_backend.parts import Parts


def interpret(body: object) -> Event:
    """Ask whether there is anything in `success`."""
    if isinstance(body, Mapping) and "success" in body:
        return events.interpret({**body, "success": bool(body["success"])})
    return events.interpret(body)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(interpret=interpret)
