"""D24: Waits for event names that Nango does not have, such as `connection.created`."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from reference_backend import events
from reference_backend.errors import Refused
from reference_backend.events import Event
from reference_backend.parts import Parts

_NAMES: Final = {
    "connection.created": "creation",
    "connection.updated": "override",
    "connection.deleted": "deletion",
}


def interpret(body: object) -> Event:
    """Know each event by its one name, and refuse whatever has none of them."""
    name = body.get("event") if isinstance(body, Mapping) else None
    if not isinstance(body, Mapping) or name not in _NAMES:
        raise Refused(HTTPStatus.BAD_REQUEST, "unknown_event", "There is no such event.")
    return events.interpret({**body, "type": "auth", "operation": _NAMES[name]})


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(interpret=interpret)
