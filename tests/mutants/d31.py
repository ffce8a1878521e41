"""D31: Reads `type` off a body that is null or a list, and crashes."""

from __future__ import annotations

import logging
from typing import Any

from reference_backend import events
from reference_backend.events import Event
from reference_backend.parts import Parts

_log = logging.getLogger(__name__)


def interpret(body: object) -> Event:
    """Look at the type first, whatever the body is."""
    event: Any = body
    _log.info("an event of type %s", event["type"])
    return events.interpret(body)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(interpret=interpret)
