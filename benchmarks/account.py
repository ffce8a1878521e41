"""
Whether every webhook is accounted for: what the fake says it did against what was received.

The fake's side comes from its journal, read before the journal forgets; the other side is the
receiver's own memory.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from benchmarks.receiver import fate
from fake_nango.client import Event

KINDS = ("delivery", "delivery_state")
LOST_CONNECTION = "ECONNRESET"
MOST_TOLD = 20


class Account:
    """Attempts and ends of deliveries by connection, as the fake tells them up to a mark."""

    def __init__(self) -> None:
        self.attempts: defaultdict[str, list[int | None]] = defaultdict(list)
        self.ends: defaultdict[str, list[str]] = defaultdict(list)
        self.mark = 0

    def read(self, events: Iterable[Event], mark: int) -> None:
        """Enter events of the two kinds, up to this mark."""
        self.mark = mark
        for event in events:
            connection = event.connection or ""
            if event.kind == "delivery":
                error = event.data["error"]
                assert error in {None, LOST_CONNECTION}, event
                self.attempts[connection].append(event.data["status"])
            else:
                self.ends[connection].append(event.data["state"])

    @property
    def totals(self) -> Counter[str]:
        """How many deliveries ended how."""
        return Counter(states[-1] for states in self.ends.values())

    def problems(self, made: int, answered: Mapping[str, Sequence[int | None]]) -> list[str]:
        """Say what does not agree, the first few of it; nothing is what one hopes for."""
        found = list(self._problems(answered))
        if len(self.ends) != made:
            found.insert(0, f"{made} webhooks were to be made, the fake told of {len(self.ends)}")
        return found[:MOST_TOLD]

    def _problems(self, answered: Mapping[str, Sequence[int | None]]) -> Iterator[str]:
        for connection in sorted({*self.ends, *answered}):
            told, seen = self.attempts.get(connection, []), list(answered.get(connection, ()))
            foretold = list(fate(connection))
            if not told == seen == foretold:
                yield f"{connection}: the fake told {told}, received {seen}, foretold {foretold}"
            taken = foretold[-1] is not None and 200 <= foretold[-1] < 300
            ends = ["pending", "delivered" if taken else "failed"]
            if self.ends.get(connection) != ends:
                yield f"{connection}: it went {self.ends.get(connection)}, foretold {ends}"
