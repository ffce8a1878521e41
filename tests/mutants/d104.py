"""D104: Does not care that a token could not be refreshed."""

from __future__ import annotations

from reference_backend.events import Broken
from reference_backend.parts import Parts
from reference_backend.service.reactions import REACTIONS, ignore


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(reactions={**REACTIONS, Broken: ignore})
