"""What can befall a schedule: drop, duplicate, delay an event, or swap it with the next."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import Final

from nango_conformance.schedules.canonical import canonical
from nango_conformance.schedules.events import Timing
from nango_conformance.schedules.schedule import Move, Schedule

Operator = Callable[[Schedule, int], Schedule]


def drop(schedule: Schedule, place: int) -> Schedule:
    """Lose the event at a place."""
    moves = schedule.moves
    return canonical((*moves[:place], *moves[place + 1 :]))


def duplicate(schedule: Schedule, place: int) -> Schedule:
    """Let the event at a place come twice."""
    moves = schedule.moves
    again = Move(event=moves[place].event)
    return canonical((*moves[: place + 1], again, *moves[place + 1 :]))


def delay(schedule: Schedule, place: int) -> Schedule:
    """Let the event at a place come only when all before it is quiet."""
    late = dataclasses.replace(schedule.moves[place], timing=Timing.LATE)
    return canonical((*schedule.moves[:place], late, *schedule.moves[place + 1 :]))


def swap(schedule: Schedule, place: int) -> Schedule:
    """Let the event at a place and the next one change places."""
    first, second = _neighbours(schedule, place)
    exchanged = (
        dataclasses.replace(second, timing=first.timing),
        dataclasses.replace(first, timing=second.timing),
    )
    return canonical((*schedule.moves[:place], *exchanged, *schedule.moves[place + 2 :]))


def swap_by_chance(schedule: Schedule, place: int) -> Schedule:
    """Let the event at a place and the next one come together: who is first, nobody knows."""
    first, second = _neighbours(schedule, place)
    together = (first, dataclasses.replace(second, timing=Timing.TOGETHER))
    return canonical((*schedule.moves[:place], *together, *schedule.moves[place + 2 :]))


SINGLE: Final[tuple[Operator, ...]] = (drop, duplicate, delay)
PAIRED: Final[tuple[Operator, ...]] = (swap, swap_by_chance)


def disturbed(schedule: Schedule) -> Iterator[Schedule]:
    """Yield what one operator, once, makes of a schedule."""
    length = len(schedule.moves)
    for place in range(length):
        yield from (operator(schedule, place) for operator in SINGLE)
    for place in range(length - 1):
        yield from (operator(schedule, place) for operator in PAIRED)


def _neighbours(schedule: Schedule, place: int) -> tuple[Move, Move]:
    first, second = schedule.moves[place : place + 2]
    return first, second
