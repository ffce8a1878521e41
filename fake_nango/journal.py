"""
Everything that passed, in order, and never more than was agreed.

Appending is the hot path. An event is kept as a tuple of what its author had in hand and
becomes an `Event`, and JSON, only when somebody reads it; a tuple of plain texts and
numbers is also something that Python's garbage collector stops looking at, which is most
of the price of remembering. Old events give way when their number or their weight
exceeds the bound; how many were lost is counted.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any, Protocol, TypeAlias

from fake_nango.clock import Clock, iso_ms, iso_us

MAX_EVENTS = 8_000
MAX_BYTES = 10 * 1024 * 1024
# What an event weighs beside the texts it holds.
_EVENT_BYTES = 200


class Record(Protocol):
    """Data of an event that is rendered when it is read."""

    @property
    def weight(self) -> int:
        """About how many bytes the record keeps alive."""

    def as_json(self) -> dict[str, Any]:
        """Write the record as the journal shows it."""


# Data may also be a bare tuple: the reader of its kind knows how to show it, and its last
# item says how many bytes it keeps alive.
Data: TypeAlias = dict[str, Any] | tuple[Any, ...] | Record
Readers: TypeAlias = Mapping[str, Callable[[tuple[Any, ...]], dict[str, Any]]]
_Kept: TypeAlias = tuple[
    int, float, float, str, str | None, str | None, str | None, str | None, str | None, Any, int
]


@dataclass(frozen=True, slots=True)
class Event:
    """
    One thing that happened; whose it was is known from the moment it is written.

    `at` is by the fake's clock, which a test may put forward, `wall` by the system's, which it may
    not: between two events it is the time that really passed.
    """

    seq: int
    at: float
    wall: float
    kind: str
    environment: str | None
    person: str | None
    session: str | None
    connection: str | None
    integration: str | None
    # Rendered on demand: most readers pass over most events.
    shown: Callable[[], dict[str, Any]]

    @property
    def data(self) -> dict[str, Any]:
        """What happened, as the journal shows it."""
        return self.shown()

    def as_json(self) -> dict[str, Any]:
        """Write the event as `GET /control/journal` shows it."""
        return {
            "seq": self.seq,
            "at": iso_ms(self.at),
            "wall": iso_us(self.wall),
            "kind": self.kind,
            "environment": self.environment,
            "person": self.person,
            "session": self.session,
            "connection": self.connection,
            "integration": self.integration,
            "data": self.data,
        }


class Journal:
    """The bounded list of events, and a bell for those who wait for the next one."""

    def __init__(
        self,
        clock: Clock,
        readers: Readers | None = None,
        *,
        max_events: int = MAX_EVENTS,
        max_bytes: int = MAX_BYTES,
    ) -> None:
        self._clock = clock
        self._readers = readers or {}
        self._max_events = max_events
        self._max_bytes = max_bytes
        self._kept: deque[_Kept] = deque()
        self._bytes = 0
        self._waiters: set[asyncio.Future[None]] = set()
        self.mark = 0
        self.dropped = 0

    def append(
        self,
        kind: str,
        data: Data,
        *,
        environment: str | None = None,
        person: str | None = None,
        session: str | None = None,
        connection: str | None = None,
        integration: str | None = None,
    ) -> int:
        """Write an event down and return its number."""
        self.mark += 1
        size = _EVENT_BYTES + _weight(data)
        whose = (environment, person, session, connection, integration)
        at, offset_s = self._clock.now(), self._clock.offset_s
        self._kept.append((self.mark, at, offset_s, kind, *whose, data, size))
        self._bytes += size
        if len(self._kept) > self._max_events or self._bytes > self._max_bytes:
            self._shed()
        if self._waiters:
            self._ring()
        return self.mark

    def since(self, mark: int, kinds: Collection[str] = ()) -> list[Event]:
        """Events newer than the mark, oldest first; of these kinds only, where any are named."""
        newer = max(self.mark - mark, 0)
        latest = list(islice(reversed(self._kept), newer))
        return [self._event(each) for each in reversed(latest) if not kinds or each[3] in kinds]

    def clear(self) -> None:
        """Forget all events; the numbers go on."""
        self._kept.clear()
        self._bytes = 0
        self.dropped = 0
        self._ring()

    async def changed(self, timeout_s: float) -> bool:
        """Wait for the next event; false when none came in time."""
        bell = asyncio.get_running_loop().create_future()
        self._waiters.add(bell)
        try:
            await asyncio.wait_for(bell, timeout_s)
        except TimeoutError:
            return False
        finally:
            self._waiters.discard(bell)
        return True

    def _event(self, kept: _Kept) -> Event:
        seq, at, offset_s, kind, environment, person, session, connection, integration, data, _ = (
            kept
        )
        whose = (environment, person, session, connection, integration)
        return Event(seq, at, at - offset_s, kind, *whose, partial(self._read, kind, data))

    def _read(self, kind: str, data: Data) -> dict[str, Any]:
        if isinstance(data, dict):
            return dict(data)
        return self._readers[kind](data) if isinstance(data, tuple) else data.as_json()

    def _ring(self) -> None:
        for bell in self._waiters:
            if not bell.done():
                bell.set_result(None)

    def _shed(self) -> None:
        while self._kept and (len(self._kept) > self._max_events or self._bytes > self._max_bytes):
            self._bytes -= self._kept.popleft()[-1]
            self.dropped += 1


def _weight(data: Data) -> int:
    if isinstance(data, dict):
        return sum(len(each) for each in data.values() if isinstance(each, str))
    if isinstance(data, tuple):
        weight: int = data[-1]
        return weight
    return data.weight
