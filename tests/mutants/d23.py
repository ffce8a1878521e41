"""D23: Never looks at `operation`: an auth event is a creation, or else a break."""

from __future__ import annotations

from collections.abc import Mapping

from reference_backend import events
from reference_backend.events import Event
from reference_backend.parts import Parts


def interpret(body: object) -> Event:
    """Tell two kinds of auth events apart, those that succeeded and those that failed."""
    if not isinstance(body, Mapping) or body.get("type") != "auth":
        return events.interpret(body)
    operation = "creation" if body.get("success") is True else "refresh"
    return events.interpret({**body, "operation": operation})


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(interpret=interpret)
