"""Orders of events side by side: one that nobody told of has passed where it was played."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from nango_conformance.results import (
    Outcome,
    Run,
    ScheduleResult,
    ScheduleResults,
)
from reports.comparison import Comparison, Kind, compare


def kinds(comparison: Comparison) -> dict[str, Kind]:
    """Return what became of each order that is not what it was."""
    return {change.id: change.kind for change in comparison.changes}


def played(run: Run, *red: str, asked: tuple[str, ...] = ("all",), **more: Any) -> Run:
    """Return a run of orders of events in which these were red."""
    told = tuple(ScheduleResult(id=id_, words="w", outcome=Outcome.FAILED) for id_ in red)
    schedules = ScheduleResults(asked=asked, known=9, totals={"passed": 9}, told=told)
    return dataclasses.replace(run, checks=(), schedules=schedules, **more)


def test_orders_of_events_are_compared_by_their_ids(clean: Run) -> None:
    """One that is not told of has passed, where it was played."""
    found = compare(played(clean, "S-w"), played(clean, "S-ew.r"))

    assert kinds(found) == {"S-w": Kind.FIXED, "S-ew.r": Kind.BROKEN}
    assert found.changes[0].again == "nango-conformance run --schedule S-ew.r --seed 1"


@pytest.mark.parametrize("more", [{"asked": ("S-d",)}, {"fault": "it died"}])
def test_an_order_that_was_not_played_is_not_fixed(clean: Run, more: dict[str, Any]) -> None:
    """It was not asked for, or the run ended before."""
    assert kinds(compare(played(clean, "S-w"), played(clean, **more))) == {"S-w": Kind.REMOVED}
    assert kinds(compare(clean, played(clean, "S-w")))["S-w"] is Kind.BROKEN


def test_an_order_that_cannot_happen_any_more_is_not_fixed(clean: Run) -> None:
    """A description that has lost a route mends nothing: its events are left out."""
    before, now = played(clean, "S-w"), played(clean)
    assert now.schedules is not None
    for other in ({"left_out": ("the webhook: no route",)}, {"known": 5}):
        schedules = dataclasses.replace(now.schedules, **other)
        less = dataclasses.replace(now, schedules=schedules)

        assert kinds(compare(before, less)) == {"S-w": Kind.REMOVED}
        assert compare(before, less).dimmed


def test_an_order_is_the_same_however_it_was_typed(clean: Run) -> None:
    """The command line takes an id in any case."""
    for asked in ("s-W", " ALL "):
        found = compare(played(clean, "S-w"), played(clean, asked=(asked,)))

        assert kinds(found) == {"S-w": Kind.FIXED}
