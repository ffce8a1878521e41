"""D32: Demands `endUser` of every event, whatever its type."""

from __future__ import annotations

import logging
from typing import Any

from reference_backend import events
from reference_backend.events import Event
from reference_backend.parts import Parts

_log = logging.getLogger(__name__)


def interpret(body: object) -> Event:
    """Write down for whom an event is, as if each were for somebody."""
    event: Any = body
    _log.info("an event for %s", event["endUser"]["endUserId"])
    return events.interpret(body)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(interpret=interpret)
