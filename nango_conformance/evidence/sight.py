"""When a step of the flow was seen, scenario by scenario: what a sequence is drawn from."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """
    One step of the flow, seen once.

    `item` is the number of its item, 01 to 10. `at` is when it began, in seconds of the Unix
    epoch; `ms` is how long it took, None for what is there at once. `what` is one line.
    """

    item: str
    at: float
    what: str
    ms: float | None = None
