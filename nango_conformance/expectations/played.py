"""What happened in an order of events, as far as it is judged."""

from __future__ import annotations

import dataclasses
from typing import Final

from nango_conformance.evidence import Call, Reading
from nango_conformance.expectations.statuses import is_failure
from nango_conformance.schedules import ARRIVALS, Event, Move, Schedule

TELLS: Final = ARRIVALS | {Event.REPORT}
"""The events that tell the target of the connection."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """
    One event as it went: what the target answered, and what the owner was shown.

    `why_not` says why it was not sent after all.
    """

    move: Move
    status: int | None = None
    error: str | None = None
    reading: Reading | None = None
    why_not: str | None = None

    @property
    def is_news(self) -> bool:
        """Say whether the webhook came, in whatever way."""
        return self.move.event in ARRIVALS and self.why_not is None

    @property
    def broke(self) -> bool:
        """Say whether the target failed to answer, or answered that it failed."""
        asked = self.move.event is not Event.ERROR and self.why_not is None
        return asked and (self.status is None or is_failure(self.status))

    @property
    def said(self) -> str:
        """What came of it, in a few words."""
        if self.why_not is not None:
            return f"not sent: {self.why_not}"
        if self.move.event is Event.ERROR:
            return "from here on"
        answer = f"no answer ({self.error})" if self.status is None else f"status {self.status}"
        return answer if self.reading is None else f"{answer}: {self.reading.told}"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """
    One schedule as it was played around one connection.

    `final` are the owner's links in the end, None where nothing shows them; `calls` name the
    connection; `jobs` is how many first syncs were queued, where a query counts them.
    """

    schedule: Schedule
    connection_id: str
    integration: str
    happened: tuple[Happened, ...]
    final: Reading | None
    calls: tuple[Call, ...] = ()
    jobs: int | None = None

    @property
    def troubled(self) -> tuple[Call, ...]:
        """The requests that met the Nango error."""
        return tuple(call for call in self.calls if call.fault is not None)

    @property
    def was_told(self) -> bool:
        """Say whether anything at all told the target of the connection."""
        return any(one.move.event in TELLS and one.why_not is None for one in self.happened)
