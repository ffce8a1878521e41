"""X-STRICT: Refuses a creation with members that it does not know: the other half of D32."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from reference_backend import events
from reference_backend.errors import Refused
from reference_backend.events import Event
from reference_backend.parts import Parts

_KNOWN: Final = frozenset(
    {
        *("authMode", "connectionId", "endUser", "environment", "error", "from", "operation"),
        *("provider", "providerConfigKey", "success", "tags", "type"),
    }
)


def interpret(body: object) -> Event:
    """Keep to a schema that forbids whatever it does not list."""
    match body:
        case {"type": "auth", "operation": "creation", **rest} if not rest.keys() <= _KNOWN:
            raise Refused(HTTPStatus.BAD_REQUEST, "invalid_request", "There is more than allowed.")
    return events.interpret(body)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(interpret=interpret)
