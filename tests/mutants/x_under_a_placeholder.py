"""X-UNDER-A-PLACEHOLDER: Makes an odd creation active under a placeholder, to look at it later."""

from __future__ import annotations

from typing import Any

from reference_backend import events
from reference_backend.events import Event
from reference_backend.parts import Parts


def interpret(body: object) -> Event:
    """Take what is not quite as it always was for a connection whose id is still to come."""
    event: Any = body
    match body:
        case {"type": "auth", "operation": "creation", "success": success} if success:
            if not _is_usual(event):
                named = {"success": True, "connectionId": f"unconfirmed-{event['connectionId']}"}
                return events.interpret({**event, **named})
    return events.interpret(body)


def _is_usual(event: Any) -> bool:
    in_order = list(event) == sorted(event)
    return in_order and event["success"] is True and event.get("environment") == "dev"


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(interpret=interpret)
