"""One order of events as a value, with an id that says what it is."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Final

from nango_conformance.schedules.events import JOINS, SHORT, WORDS, Event, Timing

PREFIX: Final = "S-"
NOTHING: Final = "nothing"
"""The id of the schedule in which nothing comes at all."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One event, and how it follows the one before."""

    event: Event
    timing: Timing = Timing.AFTER

    @property
    def sign(self) -> str:
        """The move as ids write it."""
        return f"{self.timing}{self.event}"


@dataclasses.dataclass(frozen=True, slots=True)
class Schedule:
    """
    What happens around one connection, in order, from the moment that its owner has authorised.

    The id is the schedule itself: a letter an event, with `+` before one that comes together
    with the one before and `.` before one that comes when all is quiet. Two programs, and two
    releases, give a schedule the same id.
    """

    moves: tuple[Move, ...] = ()

    @property
    def id(self) -> str:
        """The id that `run --schedule` replays."""
        return PREFIX + ("".join(move.sign for move in self.moves) or NOTHING)

    @property
    def words(self) -> str:
        """The order in a sentence."""
        if not self.moves:
            return "The connection is made, and nobody tells the backend."
        first, *others = self.moves
        begin = "long after the authorisation " if first.timing is Timing.LATE else ""
        parts = [begin + WORDS[first.event]]
        parts += [f"{JOINS[move.timing]} {WORDS[move.event]}" for move in others]
        text = ", ".join(parts)
        return f"{text[0].upper()}{text[1:]}."

    @property
    def short(self) -> str:
        """The order in a few words."""
        signs = {Timing.AFTER: ", ", Timing.TOGETHER: " + ", Timing.LATE: " … "}
        first, *others = self.moves or (None,)
        if first is None:
            return "nothing"
        rest = "".join(f"{signs[move.timing]}{SHORT[move.event]}" for move in others)
        begin = "… " if first.timing is Timing.LATE else ""
        return begin + SHORT[first.event] + rest

    @property
    def events(self) -> frozenset[Event]:
        """The kinds of event in it."""
        return frozenset(move.event for move in self.moves)

    @property
    def races(self) -> bool:
        """Say whether anything comes together, so that chance has a part in what follows."""
        return any(move.timing is Timing.TOGETHER for move in self.moves)

    def bursts(self) -> Iterator[tuple[Move, ...]]:
        """Yield the moves between two silences; none where the first is late."""
        burst: list[Move] = []
        for move in self.moves:
            if move.timing is Timing.LATE:
                yield tuple(burst)
                burst = []
            burst.append(move)
        if burst:
            yield tuple(burst)


def groups(moves: tuple[Move, ...]) -> Iterator[tuple[Move, ...]]:
    """Yield the moves that come together, one group after the other."""
    group: list[Move] = []
    for move in moves:
        if move.timing is not Timing.TOGETHER and group:
            yield tuple(group)
            group = []
        group.append(move)
    if group:
        yield tuple(group)
