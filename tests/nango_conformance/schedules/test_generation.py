"""All schedules: how many, each once, and closed under what can befall one."""

from __future__ import annotations

import pytest

from nango_conformance.schedules import LONGEST, Event, Schedule, all_schedules, canonical
from nango_conformance.schedules.operators import (
    delay,
    disturbed,
    drop,
    duplicate,
    swap,
    swap_by_chance,
)
from nango_conformance.schedules.reading import schedule_of

EVERY = frozenset(Event)
WITHOUT_REPORT = EVERY - {Event.REPORT}
BOTH = pytest.mark.parametrize("events", [EVERY, WITHOUT_REPORT], ids=["all six", "no report"])


@pytest.mark.parametrize(
    ("events", "count"),
    [(EVERY, 5309), (WITHOUT_REPORT, 1393), (WITHOUT_REPORT - {Event.STATUS}, 285)],
    ids=["all six", "no route to report to", "nothing to read either"],
)
def test_there_are_so_many(events: frozenset[Event], count: int) -> None:
    """A backend of each shape has a number of its own."""
    assert len(all_schedules(events)) == count


@BOTH
def test_each_is_there_once_in_its_canonical_form(events: frozenset[Event]) -> None:
    """Of these events only, and none too long; the shortest come first."""
    found = all_schedules(events)

    assert len(set(found)) == len(found) == len({one.id for one in found})
    assert all(canonical(one.moves) == one for one in found)
    assert all(one.events <= events for one in found)
    lengths = [len(one.moves) for one in found]
    assert lengths == sorted(lengths)
    assert lengths[-1] == LONGEST


@BOTH
def test_whatever_befalls_one_makes_another_of_them(events: frozenset[Event]) -> None:
    """Drop, duplicate, delay and swap lead to nothing that is not played."""
    known = set(all_schedules(events))

    assert all(
        other in known for one in known for other in disturbed(one) if len(other.moves) <= LONGEST
    )


def test_each_comes_of_the_ordinary_orders() -> None:
    """From every event once, in any order, each is reached by drop, duplicate, delay and swap."""
    known = set(all_schedules(WITHOUT_REPORT, 3))
    reached: set[Schedule] = set()
    fresh = {schedule_of("wse"), schedule_of("ewd"), schedule_of(".w")}
    while fresh:
        reached |= fresh
        fresh = {
            other for one in fresh for other in disturbed(one) if len(other.moves) <= 3
        } - reached

    assert reached == known


def test_an_id_is_the_same_in_every_release() -> None:
    """Reports and issues name schedules by them; the order of the list is stable too."""
    ids = [one.id for one in all_schedules(WITHOUT_REPORT)]

    assert ids[:8] == ["S-nothing", "S-w", "S-.w", "S-s", "S-wd", "S-w+d", "S-w.r", "S-ws"]


def test_the_operators_do_what_they_are_called() -> None:
    """Each at one place."""
    one = schedule_of("wes")

    assert drop(one, 0).id == "S-es"
    assert drop(one, 2).id == "S-we"
    assert duplicate(one, 0).id == "S-wdes"
    assert duplicate(one, 2).id == "S-wess"
    assert delay(one, 2).id == "S-we.s"
    assert swap(one, 0).id == "S-ews"
    assert swap(schedule_of("w.s"), 0).id == "S-s.w"
    assert swap_by_chance(schedule_of("sw"), 0).id == "S-w+s"
