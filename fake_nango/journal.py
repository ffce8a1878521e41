"""
Everything that passed, in order, and never more than was agreed.

Appending is the hot path: an event holds what its author already had in hand, and
becomes JSON only when somebody reads it. Old events give way to new ones when either
their number or their weight exceeds the bound; how many were lost is counted.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Mapping
from itertools import islice
from typing import Any, Protocol

from fake_nango.clock import Clock, iso_ms

MAX_EVENTS = 20_000
MAX_BYTES = 24 * 1024 * 1024
# What an event weighs beside the texts it holds.
_EVENT_BYTES = 200


class Record(Protocol):
    """Data of an event that is rendered when it is read."""

    @property
    def weight(self) -> int:
        """About how many bytes the record keeps alive."""

    def as_json(self) -> dict[str, Any]:
        """Write the record as the journal shows it."""


class Event:
    """One thing that happened; whose it was is known from the moment it is written."""

    __slots__ = (
        "at",
        "connection",
        "data",
        "environment",
        "integration",
        "kind",
        "person",
        "seq",
        "session",
        "weight",
    )

    def __init__(
        self,
        seq: int,
        at: float,
        kind: str,
        data: Mapping[str, Any] | Record,
        weight: int,
    ) -> None:
        self.seq = seq
        self.at = at
        self.kind = kind
        self.data = data
        self.weight = weight
        self.environment: str | None = None
        self.person: str | None = None
        self.session: str | None = None
        self.connection: str | None = None
        self.integration: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Write the event as `GET /control/journal` shows it."""
        data = self.data
        return {
            "seq": self.seq,
            "at": iso_ms(self.at),
            "kind": self.kind,
            "environment": self.environment,
            "person": self.person,
            "session": self.session,
            "connection": self.connection,
            "integration": self.integration,
            "data": dict(data) if isinstance(data, Mapping) else data.as_json(),
        }


class Journal:
    """The bounded list of events, and a bell for those who wait for the next one."""

    def __init__(
        self, clock: Clock, max_events: int = MAX_EVENTS, max_bytes: int = MAX_BYTES
    ) -> None:
        self._clock = clock
        self._max_events = max_events
        self._max_bytes = max_bytes
        self._events: deque[Event] = deque()
        self._bytes = 0
        self._waiters: set[asyncio.Future[None]] = set()
        self.mark = 0
        self.dropped = 0

    def append(
        self,
        kind: str,
        data: Mapping[str, Any] | Record,
        *,
        environment: str | None = None,
        person: str | None = None,
        session: str | None = None,
        connection: str | None = None,
        integration: str | None = None,
    ) -> int:
        """Write an event down and return its number."""
        self.mark += 1
        size = _weight(data)
        event = Event(self.mark, self._clock.now(), kind, data, size)
        event.environment = environment
        event.person = person
        event.session = session
        event.connection = connection
        event.integration = integration
        self._events.append(event)
        self._bytes += size
        if len(self._events) > self._max_events or self._bytes > self._max_bytes:
            self._shed()
        if self._waiters:
            self._ring()
        return self.mark

    def since(self, mark: int) -> list[Event]:
        """Events newer than the mark, oldest first."""
        newer = max(self.mark - mark, 0)
        return list(islice(reversed(self._events), newer))[::-1]

    def clear(self) -> None:
        """Forget all events; the numbers go on."""
        self._events.clear()
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

    def _ring(self) -> None:
        for bell in self._waiters:
            if not bell.done():
                bell.set_result(None)

    def _shed(self) -> None:
        while self._events and (
            len(self._events) > self._max_events or self._bytes > self._max_bytes
        ):
            self._bytes -= self._events.popleft().weight
            self.dropped += 1


def _weight(data: Mapping[str, Any] | Record) -> int:
    if isinstance(data, Mapping):
        return _EVENT_BYTES + sum(len(each) for each in data.values() if isinstance(each, str))
    return _EVENT_BYTES + data.weight
