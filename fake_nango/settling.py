"""
Waiting for news, or for the end of them.

The fake has settled when no webhook is under way, no request is being answered, and it
has been quiet for a while. Quiet counts from the last event, the last traffic or the
beginning of the wait, whichever is latest: a wait never ends before its quiet time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from fake_nango.journal import Event
from fake_nango.world import World

# Work may end without an event, so while there is any the wait looks again this often.
GLANCE_S = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which events a reader wants; whatever is None, or empty, does not matter."""

    person: str | None = None
    session: str | None = None
    connection: str | None = None
    kinds: frozenset[str] = frozenset()

    def wants(self, event: Event) -> bool:
        """Whether the reader wants this event."""
        return (
            self.person in {None, event.person}
            and self.session in {None, event.session}
            and self.connection in {None, event.connection}
            and (not self.kinds or event.kind in self.kinds)
        )


def idle(world: World) -> bool:
    """Whether nothing is under way at this moment."""
    return not world.busy and world.deliveries.pending == 0


def found(world: World, since: int, wanted: Filter) -> Iterator[Event]:
    """Events newer than the mark that the reader wants, oldest first."""
    # Most readers want one kind of many: what they pass over is not even made.
    newer = world.journal.since(since, wanted.kinds)
    return (event for event in newer if wanted.wants(event))


async def news(world: World, since: int, wanted: Filter, timeout_s: float) -> None:
    """Wait for the first wanted event after the mark, or for the time-out."""
    until = time.monotonic() + timeout_s
    while next(found(world, since, wanted), None) is None:
        left = until - time.monotonic()
        # Events that were looked at once need not be looked at again.
        since = max(since, world.journal.mark)
        if left <= 0 or not await world.journal.changed(left):
            return


async def settled(
    world: World,
    quiet_s: float,
    timeout_s: float,
    now: Callable[[], float] = time.monotonic,
) -> bool:
    """Wait until the fake has settled; false when it has not by the time-out."""
    began = now()
    quiet_since, mark = began, world.journal.mark
    while True:
        moment = now()
        if world.journal.mark != mark:
            quiet_since, mark = moment, world.journal.mark
        quiet_for = moment - max(quiet_since, world.last_traffic)
        if idle(world) and quiet_for >= quiet_s:
            return True
        left = began + timeout_s - moment
        if left <= 0:
            return False
        rest = quiet_s - quiet_for if idle(world) else GLANCE_S
        await world.journal.changed(max(min(rest, left), 0.001))
