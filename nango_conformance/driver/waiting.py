"""The only place that waits for a target: until something is so, or its time is over."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final, TypeVar

T = TypeVar("T")

FIRST_PAUSE_S: Final = 0.005
LONGEST_PAUSE_S: Final = 0.25


def until(read: Callable[[], T], good: Callable[[T], bool], timeout_s: float) -> T:
    """
    Return the first reading that is good, or the last one when the time is over.

    Pauses grow from 5 ms to a quarter of a second, so that a quick target is judged quickly
    and a slow one is not hammered.
    """
    deadline = time.monotonic() + timeout_s
    pause = FIRST_PAUSE_S
    reading = read()
    while not good(reading) and time.monotonic() < deadline:
        time.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE_S)
        reading = read()
    return reading


def steady(read: Callable[[], T], times: int) -> tuple[T, ...]:
    """Return several readings, one after the other."""
    return tuple(until(read, lambda _: True, 0) for _ in range(times))
