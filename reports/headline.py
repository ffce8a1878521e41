"""The first things a report says: the verdict, why, and whether it is about the whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from nango_conformance.results import CheckResult, Outcome, Run, RunVerdict, ScheduleResults
from nango_conformance.verdict import UNJUDGED
from reports.words import STATUSES

_NAMED: Final = 6
"""How many ids a sentence names before it says how many more there are."""

_MUCH: Final = 0.1
"""From which share of checks without an answer on the headline says so, not only the sentence."""


def decides(check: CheckResult) -> bool:
    """Say whether a failure of the check makes the run not conformant."""
    return check.level == "MUST" or check.essential


def headline(run: Run) -> str:
    """
    Return the verdict with whatever makes it less than a verdict of the whole.

    A selection, a run that broke off and a target of which much could not be seen are never
    headed like a whole run that was seen.
    """
    return ", ".join((STATUSES[run.verdict].word, *_limits(run)))


def is_limited(run: Run) -> bool:
    """Say whether the verdict stands for less than the whole specification."""
    return bool(_limits(run))


def unanswered(run: Run) -> tuple[CheckResult, ...]:
    """Return the checks that gave no answer, but not those that a selection left out."""
    return tuple(
        check
        for check in run.checks
        if check.verdict in UNJUDGED
        and not (run.selection is not None and check.verdict is Outcome.NOT_RUN)
    )


def _limits(run: Run) -> tuple[str, ...]:
    limits = []
    if run.selection is not None:
        limits.append("in the part that was selected")
    if run.fault is not None:
        limits.append("and the run ended early")
    unseen = [check for check in unanswered(run) if check.verdict is not Outcome.NOT_RUN]
    if len(unseen) > _MUCH * len(run.checks):
        limits.append(f"with {len(unseen)} of {len(run.checks)} checks unanswered")
    return tuple(limits)


def sentence(run: Run) -> str:
    """Return why the verdict is what it is, naming the checks that made it so."""
    if run.schedules is not None:
        return schedules_sentence(run, run.schedules)
    return {
        RunVerdict.CONFORMANT: _why_conformant,
        RunVerdict.NOT_CONFORMANT: _why_not,
        RunVerdict.INCONCLUSIVE: _why_inconclusive,
    }[run.verdict](run)


def selected(selection: Mapping[str, Any] | None) -> str | None:
    """Return what the run was narrowed to as words, or None for the whole specification."""
    if selection is None:
        return None
    parts = [_part(key, value) for key, value in selection.items() if value]
    return "; ".join(parts) or "a part that results.json does not name"


def schedules_sentence(run: Run, schedules: ScheduleResults) -> str:
    """Return how orders of events went, naming those that are red."""
    red = [one.id for one in schedules.told if one.outcome is Outcome.FAILED]
    passed = schedules.totals[Outcome.PASSED.value]
    if red:
        named = ", ".join(red[:_NAMED])
        more = f" and {len(red) - _NAMED} more" if len(red) > _NAMED else ""
        verb = "is" if len(red) == 1 else "are"
        return f"{_orders(len(red))} {verb} red, alone and with evidence: {named}{more}."
    lacking = schedules.totals[Outcome.NOT_APPLICABLE.value]
    if run.verdict is RunVerdict.CONFORMANT and lacking:
        return (
            f"{passed} of {_orders(passed + lacking)} passed, and {lacking} cannot happen to this "
            "target: whatever came when, all ended as it has to."
        )
    if run.verdict is RunVerdict.CONFORMANT:
        return f"{_orders(passed)} passed: whatever came when, all ended as it has to."
    if run.fault is not None:
        return f"The run ended before it could judge; {_orders(passed)} had passed."
    return f"{_orders(passed)} passed, and none was seen to fail, but not all could be judged."


def _orders(count: int) -> str:
    return f"{count} order{'' if count == 1 else 's'} of events"


def _why_conformant(run: Run) -> str:
    waived = _of(run.checks, Outcome.WAIVED)
    excused = _open(run)
    second = "every essential check was judged"
    if run.selection is not None:
        second = "every essential check of the part was judged"
    if excused:
        second = f"a waiver excuses that {_ids(excused)} could not be judged"
    said = [f"No MUST and no essential check failed, and {second}."]
    others = [check for check in unanswered(run) if check not in excused]
    if others:
        said.append(f"{_count(others, 'other check')} gave no answer: {_ids(others)}.")
    if waived:
        said.append(f"{_count(waived, 'known failure')} waived: {_ids(waived)}.")
    return " ".join(said)


def _why_not(run: Run) -> str:
    deciding = [check for check in _of(run.checks, Outcome.FAILED) if decides(check)]
    if not deciding:
        return "No deciding check failed, but a waiver is expired or needless: see the notes."
    verb = "decides" if len(deciding) == 1 else "decide"
    said = f"{_count(deciding, 'check')} that {verb} the verdict failed: {_ids(deciding)}."
    open_ = [] if run.fault is not None else unanswered(run)
    return f"{said} {_count(open_, 'other')} gave no answer: {_ids(open_)}." if open_ else said


def why_red(run: Run) -> str:
    """Return which of the reasons for exit status 1 is this run's."""
    failed = [check for check in _of(run.checks, Outcome.FAILED) if decides(check)]
    kinds = [
        (any(check.level == "MUST" for check in failed), "A MUST failed"),
        (any(check.level != "MUST" for check in failed), "an essential check failed"),
        (not failed, "a waiver is expired or needless"),
    ]
    said = ", and ".join(text for holds, text in kinds if holds)
    return f"{said[:1].upper()}{said[1:]}."


def _why_inconclusive(run: Run) -> str:
    if run.fault is not None:
        return "The run ended before it could judge."
    if all(check.verdict is Outcome.NOT_RUN for check in run.checks):
        return "Nothing ran, so nothing is known."
    unanswered = _open(run)
    if not unanswered:
        return STATUSES[run.verdict].meaning
    return f"No answer from {_count(unanswered, 'essential check')}: {_ids(unanswered)}."


def _open(run: Run) -> list[CheckResult]:
    """Return the essential checks without an answer, but not those that were not selected."""
    unjudged = [check for check in run.checks if check.essential and check.verdict in UNJUDGED]
    if run.selection is None:
        return unjudged
    return [check for check in unjudged if check.verdict is not Outcome.NOT_RUN]


def _of(checks: Iterable[CheckResult], verdict: Outcome) -> list[CheckResult]:
    return [check for check in checks if check.verdict is verdict]


def _count(checks: Sequence[CheckResult], noun: str) -> str:
    return f"{len(checks)} {noun}{'' if len(checks) == 1 else 's'}"


def _ids(checks: Sequence[CheckResult]) -> str:
    named = ", ".join(check.id for check in checks[:_NAMED])
    return named if len(checks) <= _NAMED else f"{named} and {len(checks) - _NAMED} more"


def _part(key: str, value: object) -> str:
    if value is True:
        return f"{key} checks only"
    if key == "level":
        return f"level {str(value).upper()} and above"
    shown = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return f"{key} {shown}"
