"""Waiting ends when something is so, or when its time is over, and says what it saw last."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from nango_conformance.driver import waiting
from nango_conformance.driver.waiting import FIRST_PAUSE_S, LONGEST_PAUSE_S, steady, until


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Give the pauses that were made, on a clock that only they move."""
    made: list[float] = []
    monkeypatch.setattr(waiting, "time", _Clock(made))
    return made


class _Clock:
    def __init__(self, made: list[float]) -> None:
        self._made = made

    def monotonic(self) -> float:
        """Return the sum of all pauses."""
        return sum(self._made)

    def sleep(self, seconds: float) -> None:
        """Pause without waiting."""
        self._made.append(seconds)


def numbers() -> Callable[[], int]:
    """Return a reading that is 1, then 2, and so on."""
    count = iter(range(1, 10_000))
    return lambda: next(count)


def test_what_is_so_already_is_not_waited_for(pauses: list[float]) -> None:
    """Not even when there is no time at all."""
    assert until(numbers(), lambda n: n == 1, 0) == 1
    assert pauses == []


def test_the_first_good_reading_is_returned(pauses: list[float]) -> None:
    """And nothing is read after it."""
    assert until(numbers(), lambda n: n >= 3, 10) == 3
    assert len(pauses) == 2


def test_pauses_grow_up_to_a_limit(pauses: list[float]) -> None:
    """A quick target is judged quickly, and a slow one is not hammered."""
    until(numbers(), lambda _: False, 3)

    assert pauses[:3] == [FIRST_PAUSE_S, 2 * FIRST_PAUSE_S, 4 * FIRST_PAUSE_S]
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_PAUSE_S


@pytest.mark.parametrize("limit", [0, 0.5, 3])
def test_the_last_reading_is_returned_when_the_time_is_over(
    pauses: list[float], limit: float
) -> None:
    """It is taken after the time is over, so that what came at the last moment counts."""
    last = until(numbers(), lambda _: False, limit)

    assert last == len(pauses) + 1
    assert limit <= sum(pauses) <= limit + LONGEST_PAUSE_S


def test_real_time_is_bounded() -> None:
    """On the machine's own clock, too."""
    started = time.monotonic()

    until(numbers(), lambda _: False, 0.05)

    assert 0.05 <= time.monotonic() - started < 2


def test_steady_readings_follow_each_other() -> None:
    """As many as asked for, none of them waited for."""
    assert steady(numbers(), 3) == (1, 2, 3)
    assert steady(numbers(), 0) == ()
