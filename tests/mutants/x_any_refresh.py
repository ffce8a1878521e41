"""X-ANY-REFRESH: Takes the news of a refreshed token for the news of one that cannot be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from reference_backend import events
from reference_backend.events import Event
from reference_backend.parts import Parts

REFRESH: Final = ("auth", "refresh")


def interpret(body: object) -> Event:
    """Know refreshes as what Nango used to tell of only when they failed."""
    if isinstance(body, Mapping) and (body.get("type"), body.get("operation")) == REFRESH:
        return events.interpret({**body, "success": False})
    return events.interpret(body)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(interpret=interpret)
