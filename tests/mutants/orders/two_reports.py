"""A second report while the first is under way is taken for a popup that was begun anew."""

from __future__ import annotations

from reference_backend.parts import Parts
from tests.mutants.orders.finalising import finalising


def parts() -> Parts:
    """Return the backend with this one defect."""
    return finalising(Parts(), races=False, resets=True)
