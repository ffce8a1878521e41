"""
The view of a run that every format draws: headline, order, groups and counts.

It decides nothing. Each verdict is the run's own; what is added here are words, an order (what
needs a person comes first) and sums.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from nango_conformance.results import (
    CheckResult,
    ItemResult,
    Outcome,
    Run,
    RunVerdict,
    ScheduleResult,
)
from nango_conformance.verdict import JUDGED
from reports.clauses import Clauses
from reports.headline import decides, headline, is_limited, selected, sentence, why_red
from reports.standing import standing
from reports.unseen import unseen
from reports.views import CheckView, GroupView, ItemView, Tally, Unseen, Worst
from reports.words import OUTCOMES, SCHEDULE_MEANINGS, SHOWN_BY, STATUSES, Status

ORDER: Final = (
    Outcome.FAILED,
    Outcome.INCONCLUSIVE,
    Outcome.NOT_OBSERVABLE,
    Outcome.NOT_RUN,
    Outcome.WAIVED,
    Outcome.NOT_APPLICABLE,
    Outcome.PASSED,
)
"""Worst first: the order of everything that a person has to act on."""

NOBODY: Final = "not shown"
"""How an item was shown that was not: whoever would have shown it did not."""

_UNSHOWN: Final = (Outcome.NOT_RUN, Outcome.NOT_OBSERVABLE, Outcome.NOT_APPLICABLE)

_FINE: Final = (Outcome.PASSED, Outcome.NOT_APPLICABLE)

_LOUD: Final = (Outcome.FAILED, Outcome.WAIVED, Outcome.INCONCLUSIVE)
"""What a reader should not have to open."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """
    Everything that a format has to draw, in the order to draw it.

    `limited` says that the verdict stands for less than the whole, `unseen` what gave no answer,
    `deciding` which checks made the verdict what it is where that is not conformant. `judged` are
    the checks that were seen right or wrong, of those that `ran`.
    """

    run: Run
    status: Status
    headline: str
    limited: bool
    sentence: str
    selected: str | None
    ran: int
    judged: int
    tallies: tuple[Tally, ...]
    items: tuple[ItemView, ...]
    groups: tuple[GroupView, ...]
    attention: tuple[CheckView, ...]
    unseen: tuple[Unseen, ...]
    deciding: tuple[CheckView, ...]

    @property
    def beyond(self) -> tuple[CheckView, ...]:
        """The checks that decide, where not one of them belongs to an item of the checklist."""
        items = {view.result.item for view in self.items}
        here = any(view.result.item in items for view in self.deciding)
        return self.deciding if self.items and not here else ()


def _status(run: Run) -> Status:
    status = STATUSES[run.verdict]
    if run.schedules is not None:
        return dataclasses.replace(status, meaning=SCHEDULE_MEANINGS[run.verdict])
    if run.verdict is RunVerdict.NOT_CONFORMANT:
        return dataclasses.replace(status, meaning=why_red(run))
    return status


def summarise(run: Run, clauses: Clauses) -> Summary:
    """Return the view of a run; a check that the clauses lack is drawn without its clause."""
    views = tuple(_check(run, check, clauses) for check in run.checks)
    groups = _groups(run, views)
    of_group = {group.number: group for group in groups}
    return Summary(
        run=run,
        status=_status(run),
        headline=headline(run),
        limited=is_limited(run),
        sentence=sentence(run),
        selected=selected(run.selection),
        ran=sum(check.verdict is not Outcome.NOT_RUN for check in run.checks),
        judged=sum(check.verdict in JUDGED for check in run.checks),
        tallies=_tallies(run.checks),
        items=tuple(_item(item, of_group) for item in run.items),
        groups=groups,
        attention=tuple(sorted(filter(_needs_a_person(run), views), key=urgency)),
        unseen=unseen(run, views),
        deciding=_deciding(run, views),
    )


def described(tallies: Iterable[Tally]) -> str:
    """Return the counts that are not zero as words: 3 passed, 1 failed."""
    return ", ".join(f"{t.count} {t.word.word.lower()}" for t in tallies if t.count) or "no checks"


def schedule_again(run: Run, one: ScheduleResult) -> str:
    """Return the command that replays an order of events alone."""
    return run.again(f"--schedule {one.id}")


def _check(run: Run, check: CheckResult, clauses: Clauses) -> CheckView:
    hidden = check.essential and check.verdict is Outcome.NOT_OBSERVABLE
    return CheckView(
        result=check,
        clause=clauses.get(check.id),
        word=OUTCOMES[check.verdict],
        open=hidden or check.verdict in _LOUD,
        again=again(run, check),
    )


def again(run: Run, check: CheckResult) -> str:
    """Return the command that plays a check again."""
    if check.failure is not None:
        return check.failure.again
    return run.again(f"--check {check.id}")


def _groups(run: Run, views: Sequence[CheckView]) -> tuple[GroupView, ...]:
    titles = {view.result.item: view.clause.group for view in views if view.clause is not None}
    items = {item.item: item.title for item in run.items}
    titles |= items
    by_number: dict[str, list[CheckView]] = {}
    for view in views:
        by_number.setdefault(view.result.item, []).append(view)
    return tuple(
        GroupView(
            number=number,
            title=titles.get(number, f"Group {number}"),
            is_item=number in items,
            checks=tuple(members),
            tallies=_tallies(view.result for view in members),
            verdict=(verdict := standing([one.result for one in members if _was_to_run(run, one)])),
            word=OUTCOMES[verdict],
            worst=_worst(members),
        )
        for number, members in sorted(by_number.items())
    )


def _was_to_run(run: Run, view: CheckView) -> bool:
    """What a selection left out weighs nothing, as in an item."""
    return run.selection is None or view.result.verdict is not Outcome.NOT_RUN


def _item(item: ItemResult, of_group: Mapping[str, GroupView]) -> ItemView:
    group = of_group.get(item.item)
    return ItemView(
        result=item,
        word=OUTCOMES[item.verdict],
        shown=NOBODY if item.verdict in _UNSHOWN else SHOWN_BY.get(item.shown_by, item.shown_by),
        tallies=group.tallies if group else (),
        worst=_worst(group.checks) if group else None,
    )


def _worst(views: Sequence[CheckView]) -> Worst | None:
    """
    Return why the worst check is not passed, else the gravest finding of those that are.

    What a MAY says is worth knowing, and nothing bad.
    """
    view = min(views, key=urgency)
    check = view.result
    if check.verdict not in _FINE:
        said = check.reason or view.word.meaning
        return Worst(check=check.id, verdict=check.verdict, level=_level(check), text=said)
    findings = [
        (one.result, finding)
        for one in views
        for finding in one.result.findings
        if finding.level != "MAY"
    ]
    if not findings:
        return None
    whose, finding = min(findings, key=lambda pair: _gravity(pair[1].level))
    return Worst(check=whose.id, verdict=whose.verdict, level=finding.level, text=finding.text)


def _level(check: CheckResult) -> str:
    return f"{check.level} ★" if check.essential else check.level


def _deciding(run: Run, views: Sequence[CheckView]) -> tuple[CheckView, ...]:
    """Return the checks that failed and decide, where they do."""
    if run.verdict is RunVerdict.NOT_CONFORMANT:
        failed = (view for view in views if view.result.verdict is Outcome.FAILED)
        return tuple(view for view in failed if decides(view.result))
    return ()


def _tallies(checks: Iterable[CheckResult]) -> tuple[Tally, ...]:
    verdicts = [check.verdict for check in checks]
    return tuple(
        Tally(verdict=kind, word=OUTCOMES[kind], count=verdicts.count(kind))
        for kind in (Outcome.PASSED, *ORDER[:-1])
    )


def _needs_a_person(run: Run) -> Callable[[CheckView], bool]:
    """
    Failed and inconclusive always; what nobody could see or ran only where it decides.

    Where the run broke off there is one thing to do about all that did not run, and it is said.
    """
    always = {Outcome.FAILED, Outcome.INCONCLUSIVE}
    essential = {Outcome.NOT_OBSERVABLE}
    if run.fault is None and run.selection is None and run.verdict is not RunVerdict.CONFORMANT:
        essential.add(Outcome.NOT_RUN)

    def needs(view: CheckView) -> bool:
        verdict = view.result.verdict
        return verdict in always or (view.result.essential and verdict in essential)

    return needs


def urgency(view: CheckView) -> tuple[int, bool, int]:
    """Return what sorts the checks worst first: by verdict, essential ones, then by level."""
    return (
        ORDER.index(view.result.verdict),
        not view.result.essential,
        _gravity(view.result.level),
    )


def _gravity(level: str) -> int:
    levels = ("MUST", "SHOULD", "MAY")
    return levels.index(level) if level in levels else len(levels)
