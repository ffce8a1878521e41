"""How a group stands that is no item of the checklist: one word for its checks, and their worst."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from nango_conformance.results import CheckResult, Outcome
from nango_conformance.verdict import UNJUDGED, worst
from reports.headline import decides

_FELL_SHORT: Final = frozenset({Outcome.FAILED, Outcome.WAIVED})


def standing(checks: Sequence[CheckResult]) -> Outcome:
    """
    Return the word for a group: as it weighs in the verdict of the run.

    A failure that decides makes it failed, an essential check without an answer leaves it without
    one. What else failed is a finding, and what else was not seen is told by the counts.
    """
    failed = [check for check in checks if check.verdict in _FELL_SHORT]
    if any(check.verdict is Outcome.FAILED and decides(check) for check in failed):
        return Outcome.FAILED
    unjudged = {c.verdict for c in checks if c.essential and c.verdict in UNJUDGED}
    if unjudged:
        return worst(unjudged)
    if any(check.verdict is Outcome.PASSED for check in checks):
        return Outcome.PASSED_WITH_FINDINGS if failed else Outcome.PASSED
    return worst(check.verdict for check in checks)
