"""D20: Never looks at `success`."""

from __future__ import annotations

from collections.abc import Mapping

from reference_backend import events
from reference_backend.events import Event
from reference_backend.parts import Parts


def interpret(body: object) -> Event:
    """Take every event for the news of a success."""
    return events.interpret({**body, "success": True} if isinstance(body, Mapping) else body)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(interpret=interpret)
