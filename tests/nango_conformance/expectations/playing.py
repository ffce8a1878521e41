"""Orders of events that were played, in a line each."""

from __future__ import annotations

from typing import Any, Final

from nango_conformance.evidence import Link, LinkState, Reading
from nango_conformance.expectations.played import Happened, Played
from nango_conformance.schedules import schedule_of

HERS: Final = "c-1"
OK: Final = 200


def reading(*ids: str | None, state: LinkState = LinkState.ACTIVE) -> Reading:
    """Return links with these ids, all in one state."""
    links = (Link(state=state, said=state.value, connection_id=one, row_id=None) for one in ids)
    return Reading(links=tuple(links), exchange="E0001")


NONE: Final = reading(None, state=LinkState.PENDING)
ACTIVE: Final = reading(HERS)


def played(signs: str, *came: Any, final: Reading | None = ACTIVE, **more: Any) -> Played:
    """Return a schedule with the status, or the reading, that came of each of its events."""
    schedule = schedule_of(signs)
    happened = []
    for move, one in zip(schedule.moves, came, strict=True):
        if isinstance(one, Reading):
            happened.append(Happened(move=move, status=OK, reading=one))
        elif isinstance(one, str):
            happened.append(Happened(move=move, why_not=one))
        else:
            happened.append(Happened(move=move, status=one))
    return Played(
        schedule=schedule,
        connection_id=HERS,
        integration="outlook",
        happened=tuple(happened),
        final=final,
        **more,
    )
