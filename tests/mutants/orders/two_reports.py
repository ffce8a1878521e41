"""The second report of a browser is taken for a popup that failed, and begins everything anew."""

from __future__ import annotations

from reference_backend.parts import Parts
from tests.mutants.orders.finalising import finalising


def parts() -> Parts:
    """Return the backend with this one defect."""
    return finalising(Parts(), races=False, resets=True)
