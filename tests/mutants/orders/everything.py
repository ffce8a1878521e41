"""All the wrong backends of this folder in one: what it passes sees none of them."""

from __future__ import annotations

import functools

from reference_backend.parts import Parts
from tests.mutants.orders import (
    cached_race,
    crowded_read,
    doubted_copy,
    helpful_read,
    hurried_sync,
    lost_id,
    lost_update,
    rolled_back,
    stale_read,
    two_tabs,
)
from tests.mutants.orders.finalising import finalising

SPOILT = (
    cached_race,
    crowded_read,
    doubted_copy,
    helpful_read,
    hurried_sync,
    lost_id,
    lost_update,
    rolled_back,
    stale_read,
    two_tabs,
)


def parts() -> Parts:
    """Return the backend with every defect that only an order of events shows."""
    spoilt = functools.reduce(lambda made, one: one.spoil(made), SPOILT, Parts())
    return finalising(spoilt, races=True, resets=True)
