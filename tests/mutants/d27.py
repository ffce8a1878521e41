"""D27: Dereferences `endUser` of a creation without asking whether it is there."""

from __future__ import annotations

import logging
from typing import Any

from reference_backend import events
from reference_backend.events import Event
from reference_backend.parts import Parts

_log = logging.getLogger(__name__)


def interpret(body: object) -> Event:
    """Write down for whom a creation is, before anything else of it is looked at."""
    event: Any = body
    match body:
        case {"type": "auth", "operation": "creation"}:
            _log.info("a creation for %s", event["endUser"]["endUserId"])
    return events.interpret(body)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(interpret=interpret)
