"""
What was found becomes what is said: findings fold into verdicts, and verdicts into an exit status.

Three folds, each worst first, none of which can turn something that was not shown green:

    scenario findings ──► check   a failed scenario fails it; one that proved nothing makes it
                                  inconclusive; a check whose positive control did not hold is
                                  inconclusive whatever its scenarios say
    checks            ──► item    the essential MUSTs of the group decide, the rest are findings
    checks            ──► run     1 (not conformant) wins over 3 (could not judge) over 0
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Final, Protocol

from nango_conformance.catalogue import Catalogue, Check, Level
from nango_conformance.kinds import Kind
from nango_conformance.target import Waiver


class Outcome(StrEnum):
    """What can be said of a check or an item. Only PASSED is green."""

    PASSED = "passed"
    PASSED_WITH_FINDINGS = "passed-with-findings"
    FAILED = "failed"
    WAIVED = "waived"
    NOT_OBSERVABLE = "not-observable"
    NOT_APPLICABLE = "not-applicable"
    INCONCLUSIVE = "inconclusive"
    NOT_RUN = "not-run"


class RunVerdict(StrEnum):
    """The one word for a whole run."""

    CONFORMANT = "conformant"
    NOT_CONFORMANT = "not-conformant"
    INCONCLUSIVE = "inconclusive"


EXIT_STATUS: Final[Mapping[RunVerdict, int]] = {
    RunVerdict.CONFORMANT: 0,
    RunVerdict.NOT_CONFORMANT: 1,
    RunVerdict.INCONCLUSIVE: 3,
}
"""The exit status of a run; 2, wrong usage, never gets as far as a verdict."""

WORST_FIRST: Final = (
    Outcome.FAILED,
    Outcome.INCONCLUSIVE,
    Outcome.NOT_RUN,
    Outcome.NOT_OBSERVABLE,
    Outcome.WAIVED,
    Outcome.PASSED,
    Outcome.NOT_APPLICABLE,
)
"""Of several outcomes the first in this order stands for all of them."""

_HOLDS: Final = frozenset({Outcome.PASSED, Outcome.NOT_OBSERVABLE, Outcome.NOT_APPLICABLE})
"""A positive control with one of these does not take the meaning from its dependants."""

UNJUDGED: Final = frozenset({Outcome.INCONCLUSIVE, Outcome.NOT_OBSERVABLE, Outcome.NOT_RUN})
"""An essential check that ends like this leaves the run without a verdict."""

FELL_SHORT: Final = frozenset({Outcome.FAILED, Outcome.WAIVED})
"""A target that ends like this is wrong, be it known or not."""

JUDGED: Final = FELL_SHORT | {Outcome.PASSED}
"""A check that ends like this was seen to be right or wrong."""

CALM: Final = frozenset({Outcome.PASSED, Outcome.NOT_APPLICABLE, Outcome.NOT_RUN})
"""Of a check that ends like this nobody asks what was wrong."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """
    How one scenario of a check ended, and why.

    `kind` is what is wrong where it failed, `cause` what that comes from, if that was found out,
    and `evidence` the ids of the pieces that show it, if whoever judged it named any.
    """

    check: str
    outcome: Outcome
    reason: str = ""
    seen: str = ""
    kind: Kind | None = None
    cause: str = ""
    evidence: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """
    What is said of one check.

    `kind` and `cause` are those of the finding that tells. `strict_waiver` says what is wrong
    with its waiver; `excused` is a valid waiver of a check that could not be judged: it keeps its
    verdict, and the run may end without it.
    """

    check: str
    outcome: Outcome
    reason: str = ""
    seen: str = ""
    kind: Kind | None = None
    cause: str = ""
    strict_waiver: str | None = None
    excused: bool = False


class Weighed(Protocol):
    """What a check weighs in its item, be it one of the catalogue or of a results file."""

    @property
    def level(self) -> str:
        """How binding it is."""

    @property
    def essential(self) -> bool:
        """Whether its item stands or falls with it."""


def worst(outcomes: Iterable[Outcome]) -> Outcome:
    """Return the outcome that stands for all; NOT_RUN when there are none."""
    given = set(outcomes)
    return next((outcome for outcome in WORST_FIRST if outcome in given), Outcome.NOT_RUN)


def judge(
    catalogue: Catalogue,
    findings: Sequence[Finding],
    *,
    waivers: Sequence[Waiver] = (),
    today: datetime.date,
) -> tuple[Verdict, ...]:
    """Return the verdict of every check of the catalogue, what did not run included."""
    raw = {check.id: _folded(check, findings) for check in catalogue.checks}
    gated = {check.id: _gated(check, raw) for check in catalogue.checks}
    by_check = {waiver.check: waiver for waiver in waivers}
    return tuple(_waived(verdict, by_check.get(id_), today) for id_, verdict in gated.items())


def _folded(check: Check, findings: Sequence[Finding]) -> Verdict:
    mine = [finding for finding in findings if finding.check == check.id]
    if not mine:
        return Verdict(check=check.id, outcome=Outcome.NOT_RUN, reason="no scenario of it ran")
    outcome = worst(finding.outcome for finding in mine)
    telling = next(finding for finding in mine if finding.outcome is outcome)
    if outcome is Outcome.FAILED and check.level is Level.MAY:
        return Verdict(
            check=check.id,
            outcome=Outcome.NOT_APPLICABLE,
            reason=f"optional, and otherwise here: {telling.reason}",
        )
    return Verdict(
        check=check.id,
        outcome=outcome,
        reason=telling.reason,
        seen=telling.seen,
        kind=telling.kind,
        cause=telling.cause,
    )


def _gated(check: Check, raw: Mapping[str, Verdict]) -> Verdict:
    verdict = raw[check.id]
    if verdict.outcome in {Outcome.NOT_RUN, Outcome.NOT_APPLICABLE}:
        return verdict
    broken = [id_ for id_ in check.controls if raw[id_].outcome not in _HOLDS]
    if not broken:
        return verdict
    control = raw[broken[0]]
    reason = f"its positive control {control.check} is {control.outcome}: {control.reason}"
    return dataclasses.replace(verdict, outcome=Outcome.INCONCLUSIVE, reason=reason)


def _waived(verdict: Verdict, waiver: Waiver | None, today: datetime.date) -> Verdict:
    if waiver is None or verdict.outcome is Outcome.NOT_RUN:
        return verdict
    if verdict.outcome in UNJUDGED:
        return dataclasses.replace(verdict, excused=waiver.until >= today)
    if verdict.outcome is not Outcome.FAILED:
        problem = f"the waiver of {verdict.check} is needless: the check passes; strike it out"
        return dataclasses.replace(verdict, strict_waiver=problem)
    if waiver.until < today:
        problem = f"the waiver of {verdict.check} ended on {waiver.until.isoformat()}"
        reason = f"{verdict.reason} ({problem})"
        return dataclasses.replace(verdict, reason=reason, strict_waiver=problem)
    reason = f"waived until {waiver.until.isoformat()}: {waiver.reason}"
    return dataclasses.replace(verdict, outcome=Outcome.WAIVED, reason=reason)


def judge_item(
    checks: Sequence[Check], verdicts: Mapping[str, Verdict], built: frozenset[str]
) -> Outcome:
    """
    Return the verdict of one item from the checks of its group.

    `built` are the checks that have scenarios; the others are no part of this version's
    checklist. Where a group has no essential MUST, every MUST decides.
    """
    return fold_item((check, verdicts[check.id].outcome) for check in checks if check.id in built)


def fold_item(judged: Iterable[tuple[Weighed, Outcome]]) -> Outcome:
    """Return the verdict of one item from what each check of its group weighs, and its outcome."""
    here = list(judged)
    musts = [(check, outcome) for check, outcome in here if check.level == Level.MUST]
    deciding = [one for one in musts if one[0].essential] or musts
    outcome = worst(outcome for _, outcome in deciding)
    others = {one[1] for one in here if one not in deciding}
    if outcome is Outcome.PASSED and {Outcome.FAILED, Outcome.WAIVED} & others:
        return Outcome.PASSED_WITH_FINDINGS
    return outcome


def judge_run(
    catalogue: Catalogue,
    verdicts: Mapping[str, Verdict],
    *,
    selected: frozenset[str],
    wanted: frozenset[str] | None = None,
    fault: str | None,
) -> RunVerdict:
    """
    Return the run's one word.

    `selected` are the checks that the run was to judge, positive controls included; `wanted`
    are those that were asked for: a control alone is no verdict. `fault` says why the run
    ended early or could not judge, if it did.
    """
    mine = [(check, verdicts[check.id]) for check in catalogue.checks if check.id in selected]
    weighty = [(c, v) for c, v in mine if c.essential or c.level is Level.MUST]
    if any(v.outcome is Outcome.FAILED for _, v in weighty) or any(
        v.strict_waiver for _, v in mine
    ):
        return RunVerdict.NOT_CONFORMANT
    asked = selected if wanted is None else wanted
    shown = {v.outcome for c, v in mine if c.id in asked}
    nothing_shown = not shown & {Outcome.PASSED, Outcome.WAIVED}
    unjudged = any(c.essential and v.outcome in UNJUDGED and not v.excused for c, v in mine)
    if fault or nothing_shown or unjudged:
        return RunVerdict.INCONCLUSIVE
    return RunVerdict.CONFORMANT


def judge_schedules(outcomes: Mapping[Outcome, int], *, fault: str | None) -> RunVerdict:
    """
    Return the one word for orders of events, from how many schedules ended how.

    One that is red decides. One without an answer leaves the rest unjudged; what the target's
    shape does not have proves nothing either way.
    """
    counted = {outcome for outcome, count in outcomes.items() if count}
    if Outcome.FAILED in counted:
        return RunVerdict.NOT_CONFORMANT
    if fault or counted & UNJUDGED or Outcome.PASSED not in counted:
        return RunVerdict.INCONCLUSIVE
    return RunVerdict.CONFORMANT
