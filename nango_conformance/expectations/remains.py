"""What two attempts of one person may leave: one clean state, whichever way they end."""

from __future__ import annotations

from collections.abc import Sequence

from nango_conformance.errors import Nonconformance
from nango_conformance.evidence import Exchange, LinkState, Note, Reading
from nango_conformance.expectations.statuses import is_failure
from nango_conformance.kinds import Kind
from nango_conformance.target import Route


def may_start_again(route: Route, second: Exchange, *, given_up: bool) -> tuple[Note, ...]:
    """
    Whoever starts a second time gets a token, or for good reason none.

    While the first attempt may still succeed, a refusal of the second is legal; after one that
    was given up it locks her out. A failure is never legal.
    """
    if second.status is not None and route.accepts(second.status):
        return ()
    failed = second.status is None or is_failure(second.status)
    if failed or given_up:
        wanted = "a new start after one that was given up" if given_up else "a second start or none"
        raise Nonconformance(wanted, second.said, (second.id,), kind=Kind.ATTEMPT_LEFT_BEHIND)
    text = f"the second start was refused ({second.said}) while the first may still succeed"
    return (Note(level="MAY", text=text),)


def is_clean(reading: Reading, ids: Sequence[str], *, several: bool) -> bool:
    """Say whether what is left is clean."""
    active = [link.connection_id for link in reading.active]
    pending = any(link.state is LinkState.PENDING for link in reading.live)
    wanted = sorted(map(str, active)) == sorted(ids) if several else _is_one(active, ids)
    return wanted and not pending


def clean(reading: Reading, ids: Sequence[str], *, several: bool) -> tuple[Note, ...]:
    """
    One connection is active, or each where there may be several, and nothing looks unfinished.

    `ids` are those of the connections that were authorised.
    """
    if is_clean(reading, ids, several=several):
        return ()
    what = f"all of {', '.join(ids)}" if several else f"exactly one of {', '.join(ids)}"
    raise Nonconformance(
        f"{what} active, and nothing pending",
        reading.told,
        (reading.exchange,),
        kind=Kind.ATTEMPT_LEFT_BEHIND,
    )


def _is_one(active: Sequence[str | None], ids: Sequence[str]) -> bool:
    return len(active) == 1 and active[0] in ids
