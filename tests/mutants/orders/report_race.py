"""A report and the webhook at the same time both begin the first sync."""

from __future__ import annotations

from reference_backend.parts import Parts
from tests.mutants.orders.finalising import finalising


def parts() -> Parts:
    """Return the backend with this one defect."""
    return finalising(Parts(), races=True, resets=False)
