"""Every schedule that there is, in canonical form, each once."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Final

from nango_conformance.schedules.canonical import canonical, spelt
from nango_conformance.schedules.events import RANK, Event, Timing
from nango_conformance.schedules.schedule import Move, Schedule

LONGEST: Final = 4
"""Events in the longest schedule."""


@functools.cache
def all_schedules(
    events: frozenset[Event] = frozenset(Event), longest: int = LONGEST
) -> tuple[Schedule, ...]:
    """
    Return all schedules of so many of these events, the shortest first, in a stable order.

    What drop, duplicate, delay and swap make of one of them is one of them again, as long as
    it is not too long.
    """
    found = {canonical(moves) for moves in _spellings(events, longest)}
    return tuple(sorted(found, key=_place))


def _spellings(events: frozenset[Event], longest: int) -> Iterator[tuple[Move, ...]]:
    """Yield every order in canonical spelling, built from its beginning move by move."""
    moves = [Move(event=event, timing=timing) for event in sorted(events) for timing in Timing]
    grown: set[tuple[Move, ...]] = {()}
    yield ()
    for _ in range(longest):
        grown = {tuple(spelt((*before, move))) for before in grown for move in moves}
        yield from grown


def _place(schedule: Schedule) -> tuple[int, list[tuple[int, str]]]:
    signs = [(RANK[move.event], move.timing.value) for move in schedule.moves]
    return len(signs), signs
