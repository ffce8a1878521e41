"""What is played next, and what has to wait for what."""

from __future__ import annotations

from dataclasses import dataclass

from nango_conformance.parallel.schedule import Schedule


@dataclass(frozen=True)
class One:
    """A scenario as a schedule sees it."""

    is_last: bool = False
    is_weighty: bool = False
    together: str = ""


def test_ordinary_ones_are_handed_out_in_order() -> None:
    """To whoever asks, while others still play."""
    schedule = Schedule([One(), One(), One()])

    assert [schedule.next(), schedule.next(), schedule.next(), schedule.next()] == [0, 1, 2, None]


def test_what_is_weighty_is_played_while_nobody_else_plays() -> None:
    """It waits for all others, and all others for it."""
    schedule = Schedule([One(is_weighty=True), One(), One(is_weighty=True)])

    assert (schedule.next(), schedule.next()) == (1, None)
    schedule.ended(1)
    assert (schedule.next(), schedule.next()) == (0, None)
    schedule.ended(0)
    assert schedule.next() == 2


def test_what_is_judged_last_comes_when_all_has_ended() -> None:
    """The weighty ones, too; and one after the other."""
    schedule = Schedule([One(is_last=True), One(), One(is_last=True), One(is_weighty=True)])
    played = []

    while not schedule.is_over:
        index = schedule.next()
        assert index is not None
        assert schedule.next() is None
        played.append(index)
        schedule.ended(index)

    assert played == [1, 3, 0, 2]


def test_what_belongs_together_is_played_by_one_worker() -> None:
    """The others go on with what comes after."""
    schedule = Schedule([One(together="a"), One(), One(together="a"), One()])

    assert (schedule.next(1), schedule.next(2)) == (0, 1)
    assert schedule.next(2) == 3
    assert schedule.next(2) is None
    assert schedule.next(1) == 2


def test_what_was_kept_for_a_worker_that_is_gone_is_anybodys() -> None:
    """Nor is it over, nor the turn of what comes last, before it was played."""
    schedule = Schedule([One(together="a"), One(together="a"), One(is_last=True)])
    schedule.next(1)
    schedule.ended(0)

    assert schedule.next(2) is None
    assert not schedule.is_over
    assert not schedule.only_the_last_are_left
    schedule.leaves(1)
    assert schedule.next(2) == 1


def test_what_was_kept_is_cut_as_well() -> None:
    """What would have come later is not played."""
    schedule = Schedule([One(together="a"), One(), One(together="a")])
    schedule.next(1)
    schedule.cut(2)
    schedule.ended(0)

    assert (schedule.next(1), schedule.next(2)) == (1, None)


def test_it_is_over_when_the_last_one_has_ended() -> None:
    """Not when it has been handed out."""
    schedule = Schedule([One()])

    assert not schedule.is_over
    schedule.next()
    assert not schedule.is_over
    schedule.ended(0)
    assert schedule.is_over


def test_nothing_after_a_cut_is_played_and_all_before_it_is() -> None:
    """As a run ends that plays one by one."""
    schedule = Schedule([One(is_weighty=True), One(), One(), One(), One(is_last=True)])

    schedule.cut(2)

    assert schedule.next() == 1
    schedule.ended(1)
    assert schedule.next() == 0
    schedule.ended(0)
    assert schedule.is_over


def test_it_says_when_only_what_is_judged_last_is_left() -> None:
    """Then, and not before, everything that is judged by it has happened."""
    schedule = Schedule([One(), One(is_weighty=True), One(is_last=True)])
    said = []

    while not schedule.is_over:
        said.append(schedule.only_the_last_are_left)
        index = schedule.next()
        said.append(schedule.only_the_last_are_left)
        assert index is not None
        schedule.ended(index)

    assert said == [False, False, False, False, True, False]
    assert not schedule.only_the_last_are_left
