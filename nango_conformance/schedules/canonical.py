"""
The canonical form of a schedule: what no target could tell apart is one schedule.

    a read or an error follows nothing at first; news   .s, +w           are  s, w
    may be late even then: its first attempt was lost
    together has no order                               s+w              is   w+s
    the news that comes first is the webhook,           d…w              is   w…d
    whatever it is at Nango, and then it is not again
    a copy that comes when all is quiet is what a       w.d              is   w.r
    retry looks like, and a retry is always that
    an error is in force from its moment on,            w+e, e+w         are  we, ew
    so that nothing comes together with it
    an error that nothing meets is none                 w.e, se          are  w, s
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from typing import Final

from nango_conformance.schedules.events import ARRIVALS, RANK, Event, Timing
from nango_conformance.schedules.schedule import Move, Schedule, groups

_NEWS: Final = ARRIVALS | {Event.REPORT}
"""The events that tell the target of the connection."""


def canonical(moves: Iterable[Move]) -> Schedule:
    """Return the one schedule that stands for all that a target cannot tell from this order."""
    return Schedule(tuple(_met(list(spelt(moves)))))


def spelt(moves: Iterable[Move]) -> Iterator[Move]:
    """Yield the moves in canonical spelling; errors that nothing meets are still there."""
    known = False
    for move in _sorted(tuple(_timed(moves))):
        if move.event not in ARRIVALS:
            yield move
            continue
        yield _copy(move) if known else dataclasses.replace(move, event=Event.WEBHOOK)
        known = True


def _timed(moves: Iterable[Move]) -> Iterator[Move]:
    """Yield the moves with timings that mean something."""
    last: Event | None = None
    for move in moves:
        timing = move.timing
        if move.event is Event.RETRY and timing is Timing.AFTER:
            timing = Timing.LATE
        if timing is Timing.TOGETHER and Event.ERROR in {move.event, last}:
            timing = Timing.AFTER
        if last is None and not (timing is Timing.LATE and move.event in _NEWS):
            timing = Timing.AFTER
        yield Move(event=move.event, timing=timing)
        last = move.event


def _sorted(moves: tuple[Move, ...]) -> Iterator[Move]:
    for group in groups(moves):
        head = group[0].timing
        events = sorted((_kind(move.event) for move in group), key=RANK.__getitem__)
        for place, event in enumerate(events):
            yield Move(event=event, timing=Timing.TOGETHER if place else head)


def _kind(event: Event) -> Event:
    """Whatever brings the news is the webhook, until it is known what came before."""
    return Event.WEBHOOK if event in ARRIVALS else event


def _copy(move: Move) -> Move:
    late = move.timing is Timing.LATE
    return dataclasses.replace(move, event=Event.RETRY if late else Event.DUPLICATE)


def _met(moves: list[Move]) -> list[Move]:
    """Leave out the errors at the end that nothing is left to meet."""
    while moves and moves[-1].event is Event.ERROR and not _may_be_met(moves):
        moves.pop()
    return moves


def _may_be_met(moves: list[Move]) -> bool:
    """Say whether a last error can meet what the events just before it have begun."""
    *before, last = moves
    return last.timing is not Timing.LATE and any(move.event in _NEWS for move in before)
