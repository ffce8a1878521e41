"""
What the checks come to, as findings of OSCAL: of the whole, of each item and of each group.

OSCAL has no third state, and whoever reads a document may read its states alone: an objective is
satisfied where all of it was looked at and nothing speaks against it, and not satisfied otherwise.
The verdict itself stands beside it as a property.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from nango_conformance.results import CheckResult, Outcome, RunVerdict, ScheduleResults
from reports.headline import decides
from reports.oscal_text import Json, Names, line, objective, props, prose
from reports.summary import Summary, described
from reports.views import GroupView, ItemView
from reports.words import OUTCOMES

WHOLE: Final = "run"
"""The objective of the run itself: a waiver that ended belongs to no item and to no group."""

ORDERS: Final = "orders"
"""The objective of the orders of events."""

_MET: Final = "pass"
_MISSED: Final = "fail"
_OPEN: Final = "other"

_OF_RUN: Final[Mapping[RunVerdict, str]] = MappingProxyType(
    {RunVerdict.CONFORMANT: _MET, RunVerdict.NOT_CONFORMANT: _MISSED}
)

_OF_ITEM: Final[Mapping[Outcome, str]] = MappingProxyType(
    {Outcome.PASSED: _MET, Outcome.FAILED: _MISSED}
)
"""Why an objective has its state, as for runs; whatever is neither is `other`."""

_PART: Final = "A part was looked at, not the whole."

_SPARED: Final = (Outcome.PASSED, Outcome.NOT_APPLICABLE)


def findings(summary: Summary, named: Names) -> Iterator[Json]:
    """Yield a finding of the run, of each item and group, and of the orders of events if any."""
    yield _of_run(summary, named)
    groups = {group.number: group for group in summary.groups}
    for item in summary.items:
        yield _of_item(item, groups.get(item.result.item), named)
    yield from (_of_group(group, named) for group in summary.groups if not group.is_item)
    if summary.run.schedules is not None:
        yield _of_orders(summary, summary.run.schedules, named)


def _of_run(summary: Summary, named: Names) -> Json:
    return _finding(
        named(f"finding {WHOLE}"),
        WHOLE,
        title=summary.headline,
        description=summary.sentence,
        told={"verdict": summary.run.verdict.value},
        reason=_OF_RUN.get(summary.run.verdict, _OPEN),
        part=_PART if summary.run.selection is not None else "",
    )


def _of_item(view: ItemView, group: GroupView | None, named: Names) -> Json:
    item = view.result
    return _finding(
        named(f"item {item.item}"),
        item.item,
        title=f"{item.item} {item.title}",
        description=f"{view.word.word}. {item.reason or view.word.meaning}",
        told={"verdict": item.verdict.value, "shown-by": item.shown_by},
        reason=_OF_ITEM.get(item.verdict, _OPEN),
        part=_left(group),
        related=_observed(group, named),
    )


def _of_group(group: GroupView, named: Names) -> Json:
    """Return the finding of a group: satisfied where all of its checks passed that apply."""
    counts = described(group.tallies)
    return _finding(
        named(f"group {group.number}"),
        group.number,
        title=f"{group.number} {group.title}",
        description=f"{group.word.word}. Of its checks: {counts}.",
        told={"verdict": group.verdict.value, "checks": counts},
        reason=_reason([view.result for view in group.checks]),
        part=_left(group),
        related=_observed(group, named),
    )


def _reason(checks: Sequence[CheckResult]) -> str:
    """Return what the checks of a group come to: a pass has nothing beside it but passes."""
    if any(check.verdict is Outcome.FAILED and decides(check) for check in checks):
        return _MISSED
    seen = {check.verdict for check in checks} - {Outcome.NOT_APPLICABLE}
    return _MET if seen == {Outcome.PASSED} else _OPEN


def _of_orders(summary: Summary, schedules: ScheduleResults, named: Names) -> Json:
    counts = (f"{n} {OUTCOMES[Outcome(name)].word.lower()}" for name, n in schedules.totals.items())
    ended = sum(schedules.totals[kind.value] for kind in _SPARED)
    return _finding(
        named(f"finding {ORDERS}"),
        ORDERS,
        title="Orders of events",
        description=f"{summary.sentence} Of {schedules.known} known orders: {', '.join(counts)}.",
        told={"verdict": summary.run.verdict.value},
        reason=_OF_RUN.get(summary.run.verdict, _OPEN),
        part="" if ended == schedules.known else _PART,
        related=[named(one.id) for one in schedules.told],
    )


def _finding(  # noqa: PLR0913 - one argument a member
    identity: str,
    number: str,
    *,
    title: str,
    description: str,
    told: Mapping[str, str],
    reason: str,
    part: str,
    related: list[str] | None = None,
) -> Json:
    """Return a finding; what was looked at in part may be red, and is never satisfied."""
    reason = _OPEN if part and reason == _MET else reason
    status = {"state": "satisfied" if reason == _MET else "not-satisfied", "reason": reason}
    finding: Json = {
        "uuid": identity,
        "title": line(title),
        "description": prose(description),
        "props": props(told),
        "target": {"type": "objective-id", "target-id": objective(number), "status": status},
        "related-observations": [{"observation-uuid": one} for one in related or ()],
        "remarks": prose(part),
    }
    return {key: value for key, value in finding.items() if value}


def _left(group: GroupView | None) -> str:
    """Say how much of an item or a group ran, where that is not all."""
    if group is None:
        return ""
    ran = sum(view.result.verdict is not Outcome.NOT_RUN for view in group.checks)
    count = len(group.checks)
    return f"{ran} of {count} checks ran." if ran < count else ""


def _observed(group: GroupView | None, named: Names) -> list[str]:
    return [named(view.result.id) for view in group.checks] if group is not None else []
