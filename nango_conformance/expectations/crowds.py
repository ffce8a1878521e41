"""Item 20: what becomes of many people at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from nango_conformance.errors import ControlFailed, Nonconformance
from nango_conformance.evidence import Exchange, Note
from nango_conformance.expectations.statuses import is_failure
from nango_conformance.kinds import Kind
from nango_conformance.target import Route


class Sent(Protocol):
    """One request that carried a webhook."""

    @property
    def status(self) -> int | None:
        """What it was answered with, if it was."""

    @property
    def ms(self) -> float:
        """How long that took."""


def unbroken(
    starts: Sequence[Exchange], webhooks: Sequence[tuple[str, Sequence[Sent]]], route: Route
) -> tuple[Note, ...]:
    """
    Every start succeeded and no webhook met a failure of the target's; the slowest are told.

    Who was told to come back has not been let in. Without a webhook nothing was shown.
    """
    broken = [one for one in starts if one.status is None or not route.accepts(one.status)]
    if broken:
        raise Nonconformance(
            f"none of {len(starts)} starts to fail",
            f"{len(broken)} that did, the first with {broken[0].said}",
            (broken[0].id,),
            kind=Kind.FAILS_IN_A_CROWD,
        )
    if not webhooks:
        raise ControlFailed("nobody of the crowd authorised anything, so no webhook came")
    sent = [attempt for _, attempts in webhooks for attempt in attempts]
    for attempt in sent:
        if attempt.status is None or is_failure(attempt.status):
            said = "no answer" if attempt.status is None else f"status {attempt.status}"
            raise Nonconformance(
                f"none of {len(webhooks)} webhooks to fail", said, kind=Kind.FAILS_IN_A_CROWD
            )
    times = {"start": [one.ms for one in starts], "webhook": [one.ms for one in sent]}
    return tuple(_slowest(what, ms) for what, ms in times.items() if ms)


def _slowest(what: str, times_ms: Sequence[float]) -> Note:
    """Tell the time in which nineteen of twenty were answered."""
    ms = sorted(times_ms)[-1 - len(times_ms) // 20]
    text = f"of {len(times_ms)} {what}s at once 95 % were answered within {ms:.0f} ms"
    return Note(level="MAY", text=text)
