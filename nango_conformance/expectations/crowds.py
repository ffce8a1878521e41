"""Item 20: what becomes of many people at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from nango_conformance.errors import Nonconformance
from nango_conformance.evidence import Exchange, Note
from nango_conformance.expectations.statuses import is_failure


class Sent(Protocol):
    """One request that carried a webhook."""

    @property
    def status(self) -> int | None:
        """What it was answered with, if it was."""

    @property
    def ms(self) -> float:
        """How long that took."""


def unbroken(
    starts: Sequence[Exchange], webhooks: Sequence[tuple[str, Sequence[Sent]]]
) -> tuple[Note, ...]:
    """No start and no webhook met a failure of the target's; the slowest answers are told."""
    for exchange in starts:
        if exchange.status is None or is_failure(exchange.status):
            broken = [one for one in starts if one.status is None or is_failure(one.status)]
            raise Nonconformance(
                f"none of {len(starts)} starts to fail",
                f"{len(broken)} that did, the first with {exchange.said}",
                (exchange.id,),
            )
    sent = [attempt for _, attempts in webhooks for attempt in attempts]
    for attempt in sent:
        if attempt.status is None or is_failure(attempt.status):
            said = "no answer" if attempt.status is None else f"status {attempt.status}"
            raise Nonconformance(f"none of {len(webhooks)} webhooks to fail", said)
    times = {"start": [one.ms for one in starts], "webhook": [one.ms for one in sent]}
    return tuple(_slowest(what, ms) for what, ms in times.items() if ms)


def _slowest(what: str, times_ms: Sequence[float]) -> Note:
    """Tell the time in which nineteen of twenty were answered."""
    ms = sorted(times_ms)[-1 - len(times_ms) // 20]
    text = f"of {len(times_ms)} {what}s at once 95 % were answered within {ms:.0f} ms"
    return Note(level="MAY", text=text)
