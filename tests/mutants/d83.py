"""D83: Keeps a copy in capitals where the connection id belongs."""

from __future__ import annotations

from reference_backend.events import Connection
from reference_backend.parts import Parts


def stored_id(named: Connection) -> str:
    """Make all ids look alike; Nango compares them byte for byte."""
    return named.id.upper()


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(stored_id=stored_id)
