"""Item 10: what the target makes of a new connection's data."""

from __future__ import annotations

import datetime
import fnmatch
import itertools
import re
import urllib.parse
from collections.abc import Sequence
from typing import Final

from nango_conformance.errors import ControlFailed, Nonconformance, NotApplicable, NotObservable
from nango_conformance.evidence import Call, Note
from nango_conformance.expectations.statuses import is_success
from nango_conformance.kinds import Kind
from nango_conformance.target import Sync

_STARTERS: Final = {
    "trigger": ("POST /sync/trigger", "POST /sync/start"),
    "start": ("POST /sync/start", "POST /sync/trigger"),
    "records": ("GET /records",),
}
"""The calls by which each mode of sync begins, the declared one first."""

_ANY_SYNC: Final = ("POST /sync/trigger", "POST /sync/start", "GET /records", "* /proxy/*")
"""Calls that move or start to move a connection's data."""

_BURST_S: Final = 5.0
"""Pulls of one read follow each other closely; a longer gap begins another read."""

_SKEW: Final = datetime.timedelta(minutes=2)
"""How far the target's clock may be behind ours; a window that reaches back reaches further."""

_INSTANT: Final = re.compile(
    r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?"
)


def starts(sync: Sync, calls: Sequence[Call]) -> tuple[Call, ...]:
    """Return the calls by which a first sync begins, whoever it is for."""
    return tuple(call for call in calls if any(_matches(call, one) for one in endpoints(sync)))


def endpoints(sync: Sync) -> tuple[str, ...]:
    """Return the methods and paths of the calls by which a first sync begins."""
    return sync.match if sync.mode == "proxy" else _STARTERS.get(sync.mode, ())


def unfenced(calls: Sequence[Call]) -> tuple[Call, ...]:
    """Return the calls without those that reading the target's status may have caused."""
    return tuple(call for call in calls if not call.fenced)


def applicable(sync: Sync, integration: str, profile: str) -> None:
    """
    Raise NotApplicable when the target declares that it starts no first sync itself.

    The seed's flow has one, so a target judged by that profile cannot do without.
    """
    if sync.mode in {"none", "auto"}:
        declared = f'[sync] mode = "{sync.mode}"'
        if profile == "seed":
            raise Nonconformance(
                "a first sync, which the seed's flow ends with", declared, kind=Kind.NO_SYNC
            )
        raise NotApplicable(f"{declared}: the target starts no sync itself")
    if sync.only_for and integration not in sync.only_for:
        raise NotApplicable(f"[sync] only_for does not name {integration}")


def has_started(sync: Sync, calls: Sequence[Call], connection_id: str) -> bool:
    """Say whether a first sync began for this connection and Nango took it."""
    return any(_worked(call) and call.names == connection_id for call in starts(sync, calls))


def started(
    sync: Sync, calls: Sequence[Call], connection_id: str | None, integration: str, limit_s: float
) -> tuple[Note, ...]:
    """The declared kind of call came for this connection and integration, and Nango took it."""
    if connection_id is None:
        raise ControlFailed("Nango made no connection, so there is nothing to sync")
    made = starts(sync, unfenced(calls))
    right = [call for call in made if call.names == connection_id]
    if not right:
        seen = (
            "; ".join(f"{c.told} for {c.names or 'no connection'}" for c in made) or "no such call"
        )
        raise Nonconformance(
            f"a first sync of {connection_id} within {limit_s:g} s",
            seen,
            tuple(call.mark for call in made),
            kind=Kind.NO_SYNC,
        )
    if not any(_worked(call) for call in right):
        raise Nonconformance(
            "a first sync that Nango takes",
            right[-1].told,
            (right[-1].mark,),
            kind=Kind.SYNC_REFUSED,
        )
    if any(call.integration not in {integration, None} for call in right):
        raise Nonconformance(
            f"a sync of {integration}",
            f"a sync of {right[0].integration}",
            (right[0].mark,),
            kind=Kind.SYNC_OF_ANOTHER,
        )
    return ()


def queued(jobs: int, connection_id: str | None, limit_s: float) -> tuple[Note, ...]:
    """A job was queued for this connection."""
    if connection_id is None:
        raise ControlFailed("Nango made no connection, so there is nothing to sync")
    if jobs == 0:
        raise Nonconformance(
            f"a job for {connection_id} within {limit_s:g} s", "no job", kind=Kind.NO_SYNC
        )
    return ()


def queued_once(jobs: int) -> tuple[Note, ...]:
    """One job was queued for the connection."""
    if jobs == 0:
        raise ControlFailed("no job was seen, so none was seen twice")
    if jobs > 1:
        raise Nonconformance("one job", f"{jobs} jobs", kind=Kind.SYNCED_TWICE)
    return ()


def once(sync: Sync, calls: Sequence[Call], connection_id: str | None) -> tuple[Note, ...]:
    """One start, or one burst of pulls, for this connection."""
    if sync.mode == "records":
        raise NotApplicable(
            '[sync] mode = "records": Nango decides when there is something to read'
        )
    mine = [c for c in starts(sync, calls) if c.names == connection_id and _worked(c)]
    if not mine:
        raise ControlFailed("no first sync was seen, so none was seen twice")
    # A look explains a read, and never the start of a sync.
    own = mine if sync.mode in {"trigger", "start"} else unfenced(mine) or mine[:1]
    count = _bursts(own) if sync.mode == "proxy" else len(own)
    if count > 1 and all(call.path == "/sync/start" for call in mine):
        text = f"/sync/start was called {count} times; Nango takes the repeats for no-ops"
        return (Note(level="SHOULD", text=text),)
    if count > 1:
        told = "; ".join(call.told for call in mine)
        raise Nonconformance(
            "one start of the first sync",
            f"{count} of them: {told}",
            tuple(call.mark for call in mine),
            kind=Kind.SYNCED_TWICE,
        )
    return ()


def moving(calls: Sequence[Call]) -> tuple[Call, ...]:
    """Return the calls that move a connection's data, or start to, by the target's own doing."""
    return tuple(c for c in unfenced(calls) if any(_matches(c, p) for p in _ANY_SYNC))


def strays(calls: Sequence[Call], connection_id: str | None) -> tuple[Call, ...]:
    """Return the sync calls that are for another connection, or for all of them at once."""
    return tuple(call for call in moving(calls) if call.names != connection_id)


def only(found: Sequence[Call], baseline: Sequence[Call]) -> tuple[Note, ...]:
    """
    Nothing but the new connection was synced.

    Calls that also come when nobody does anything are a schedule's: they prove nothing, and
    the check is inconclusive rather than failed.
    """
    if not found:
        return ()
    regular = {(call.method, call.path, call.names) for call in baseline}
    own = [c for c in found if (c.method, c.path, c.names) not in regular]
    if not own:
        raise ControlFailed("the target syncs others on a schedule of its own")
    told = "; ".join(f"{c.told} for {c.names or 'every connection'}" for c in own)
    raise Nonconformance(
        "only the new connection to be synced",
        told,
        tuple(call.mark for call in own),
        kind=Kind.OTHERS_SYNCED,
    )


def nothing_synced(calls: Sequence[Call], others: Sequence[str]) -> tuple[Note, ...]:
    """No call moved data, but for connections that are somebody else's and long active."""
    wrong = [call for call in moving(calls) if call.names not in others]
    if wrong:
        raise Nonconformance(
            "no sync",
            "; ".join(call.told for call in wrong),
            tuple(call.mark for call in wrong),
            kind=Kind.SYNC_UNCALLED,
        )
    return ()


def reaches_back(
    sync: Sync, calls: Sequence[Call], connection_id: str | None, made_at: datetime.datetime | None
) -> tuple[Note, ...]:
    """No read of the first sync is limited to what came at or after the connection."""
    if not sync.history:
        raise NotApplicable("[sync] history = false: the product starts from now on purpose")
    if connection_id is None or made_at is None:
        raise ControlFailed("Nango made no connection, so nothing reaches back before it")
    reads = [call for call in moving(calls) if call.names == connection_id]
    if not reads and sync.mode == "job":
        raise NotObservable("what the job reads does not pass Nango")
    if not reads:
        raise ControlFailed("no first sync was seen, so its window was not either")
    for call in reads:
        late = [at for at in _instants(call) if at >= made_at - _SKEW]
        if late:
            raise Nonconformance(
                f"a first read that reaches back before {made_at.isoformat()}",
                call.told,
                (call.mark,),
                kind=Kind.HISTORY_SKIPPED,
            )
    return ()


def _worked(call: Call) -> bool:
    return is_success(call.status)


def _matches(call: Call, pattern: str) -> bool:
    method, _, path = pattern.partition(" ")
    mine = call.path.removesuffix("/") or "/"
    return fnmatch.fnmatchcase(call.method, method) and fnmatch.fnmatchcase(mine, path)


def _bursts(calls: Sequence[Call]) -> int:
    moments = sorted(call.at for call in calls)
    gaps = itertools.pairwise(moments)
    return 1 + sum((later - earlier).total_seconds() > _BURST_S for earlier, later in gaps)


def _instants(call: Call) -> tuple[datetime.datetime, ...]:
    text = urllib.parse.unquote_plus(call.query)
    found = (_instant(match) for match in _INSTANT.findall(text))
    return tuple(at for at in found if at is not None)


def _instant(text: str) -> datetime.datetime | None:
    """Return the moment in UTC; None for what only looks like one."""
    try:
        at = datetime.datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=datetime.UTC)
