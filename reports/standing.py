"""How a group stands that is no item of the checklist: one word for its checks."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Final

from nango_conformance.results import CheckResult, Outcome
from nango_conformance.verdict import FELL_SHORT, fold_item, worst
from reports.headline import decides

MUST: Final = "MUST"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Weight:
    """What a check weighs in its group: an essential one no less than a MUST."""

    level: str
    essential: bool


def standing(checks: Sequence[CheckResult]) -> Outcome:
    """
    Return the word for what was to run of a group: that of an item with these checks.

    But where a failure makes the run red, so is its group; and where no check decides anything,
    what failed beside something that passed is a finding.
    """
    if any(check.verdict is Outcome.FAILED and decides(check) for check in checks):
        return Outcome.FAILED
    weighed = [(_weight(check), check.verdict) for check in checks]
    if any(weight.level == MUST for weight, _ in weighed):
        return fold_item(weighed)
    outcomes = {check.verdict for check in checks}
    if Outcome.PASSED in outcomes and outcomes & FELL_SHORT:
        return Outcome.PASSED_WITH_FINDINGS
    return worst(outcomes)


def _weight(check: CheckResult) -> _Weight:
    return _Weight(level=MUST if decides(check) else check.level, essential=check.essential)
