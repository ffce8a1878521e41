"""D84: Has room for a hundred characters of a connection id."""

from __future__ import annotations

from reference_backend.events import Connection
from reference_backend.parts import Parts


def stored_id(named: Connection) -> str:
    """Keep what fits, as some databases do without a word."""
    return named.id[:100]


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(stored_id=stored_id)
