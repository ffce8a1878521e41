"""Group 19: what the target makes of the records that a sync of Nango's has found."""

from __future__ import annotations

import dataclasses
import datetime
import urllib.parse
from collections.abc import Iterator, Sequence
from typing import Any, Final

import jmespath

from nango_conformance.errors import ControlFailed, Nonconformance, NotApplicable, NotObservable
from nango_conformance.evidence import Call, Note
from nango_conformance.kinds import Kind
from nango_conformance.target import Sync

PAGE: Final = 100
"""How many records a page has that nobody asks for more (Nango 0.71.4, records)."""

READING: Final = frozenset({"records", "start"})
"""Modes of [sync] that are over only when the records have been read."""

_CLEARING: Final = ("reset", "emptyCache")
_FULL: Final = ("full_refresh", "full_refresh_and_clear_cache")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A record that Nango serves, in its order: `cursor` is where a reader goes on after it."""

    id: str
    cursor: str
    at: datetime.datetime
    new: bool


def reads(calls: Sequence[Call], connection_id: str | None) -> tuple[Call, ...]:
    """Return the reads of a connection's records, but for those that a look has caused."""
    found = (c for c in calls if (c.method, c.path.removesuffix("/")) == ("GET", "/records"))
    return tuple(call for call in found if call.names == connection_id and not call.fenced)


def page_size(made: Sequence[Call]) -> int:
    """Return how many records the last of these reads asked for at once."""
    asked = [_query(call).get("limit") for call in made]
    said = asked[-1] if asked else None
    return int(said) if said and said.isdecimal() else PAGE


def covered(made: Sequence[Call], model: str, served: Sequence[Served]) -> frozenset[str]:
    """Return the ids of the records that Nango gave in answer to these reads."""
    given: set[str] = set()
    for call in made:
        if call.status == 200 and call.fault is None and _query(call).get("model") == model:  # noqa: PLR2004 - OK
            given.update(one.id for one in _page(_query(call), served))
    return frozenset(given)


def missing(made: Sequence[Call], model: str, served: Sequence[Served]) -> tuple[str, ...]:
    """Return the new records that none of these reads brought."""
    given = covered(made, model, served)
    return tuple(one.id for one in served if one.new and one.id not in given)


def is_read(made: Sequence[Call], model: str) -> bool:
    """Say whether Nango took a read of this model."""
    return any(call.status == 200 and _query(call).get("model") == model for call in made)  # noqa: PLR2004 - OK


def applicable(sync: Sync, made: Sequence[Call]) -> None:
    """
    Raise NotApplicable where nothing demands that records are read, and none were.

    Whoever has Nango run a sync of its own, or reads what one found, has to read; whoever pulls
    through the proxy, or was only seen to trigger, may get the data on another way.
    """
    if sync.mode not in READING and not made:
        raise NotApplicable(
            f'[sync] mode = "{sync.mode}": it reads no records when a sync has finished; '
            '"records" or "start" would demand that'
        )


def all_read(
    made: Sequence[Call], model: str, served: Sequence[Served], limit_s: float
) -> tuple[Note, ...]:
    """The news of a finished sync led to a read of its model, and no page was left out."""
    if not is_read(made, model):
        told = "; ".join(call.told for call in made) or "no such call"
        raise Nonconformance(
            f"a read of the records of {model} within {limit_s:g} s",
            told,
            tuple(call.mark for call in made),
            kind=Kind.RECORDS_UNREAD,
        )
    left = missing(made, model, served)
    if left:
        new = sum(one.new for one in served)
        told = "; ".join(f"{call.method} {call.path} → {call.status}" for call in made)
        raise Nonconformance(
            f"{new} new records to be read",
            f"{len(left)} of them left out by {told}",
            tuple(call.mark for call in made),
            kind=Kind.RECORDS_MISSED,
        )
    return ()


def none_read(made: Sequence[Call]) -> tuple[Note, ...]:
    """Nothing was read, for there is nothing new."""
    if made:
        raise Nonconformance(
            "no read of records",
            "; ".join(call.told for call in made),
            tuple(call.mark for call in made),
            kind=Kind.RECORDS_READ,
        )
    return ()


def went_on(earlier: Sequence[Call], made: Sequence[Call]) -> tuple[Note, ...]:
    """A later read goes on where the one before ended; to begin anew each time is a note."""
    if not earlier or not made or {"cursor", "modified_after", "delta"} & _query(made[0]).keys():
        return ()
    text = "the records are read from the start each time: neither cursor nor modified_after"
    return (Note(level="SHOULD", text=text),)


def not_cleared(calls: Sequence[Call]) -> tuple[Note, ...]:
    """No sync was told to start over, or to forget what it had found."""
    for call in calls:
        if call.path.removesuffix("/") == "/sync/trigger" and _clears(call.body):
            raise Nonconformance(
                "no sync that starts over",
                f"{call.told} with {call.body}",
                (call.mark,),
                kind=Kind.SYNC_FROM_START,
            )
    return ()


def kept(sync: Sync, before: int | None, after: int | None) -> tuple[Note, ...]:
    """As much data is there as before; where it cannot be seen, the options of syncs decide."""
    if before is not None and after is not None:
        if after < before:
            raise Nonconformance(
                f"{before} items of data as before", f"{after} items", kind=Kind.DATA_LOST
            )
        return ()
    if sync.mode not in {"trigger", "start"}:
        raise NotObservable(
            f'no [data] route shows what has arrived, and with [sync] mode = "{sync.mode}" no '
            "option of a sync tells that it is to be cleared"
        )
    return (Note(level="MAY", text="judged by the options of syncs: no [data] route is declared"),)


def arrived(count: int) -> int:
    """Return how much data there is; raise ControlFailed where there is none to lose."""
    if count == 0:
        raise ControlFailed("the [data] route shows nothing, so nothing could be lost")
    return count


def amount(data: Any, selector: str | None) -> int:
    """Return how much there is: what the selector finds, or the items of all lists together."""
    if selector is None:
        return sum(len(one) for one in _lists(data))
    found = jmespath.search(selector, data)
    if isinstance(found, list):
        return len(found)
    return int(found) if isinstance(found, int | float) else 0


def _lists(data: Any) -> Iterator[list[Any]]:
    if isinstance(data, list):
        yield data
    inner = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    for one in inner:
        yield from _lists(one)


def _clears(body: Any) -> bool:
    if not isinstance(body, dict):
        return False
    options = body.get("opts")
    told = options if isinstance(options, dict) else {}
    clears = any(told.get(name) is True for name in _CLEARING)
    return clears or body.get("full_resync") is True or body.get("sync_mode") in _FULL


def _page(query: dict[str, str], served: Sequence[Served]) -> Sequence[Served]:
    first, rest = 0, list(served)
    cursor, since = query.get("cursor"), query.get("modified_after", query.get("delta"))
    if since is not None:
        moment = datetime.datetime.fromisoformat(since)
        rest = [one for one in rest if one.at >= moment]
    if cursor is not None:
        places = [place for place, one in enumerate(rest) if one.cursor == cursor]
        # A cursor of records that are served no more stands before all that are.
        first = places[0] + 1 if places else 0
    limit = query.get("limit", "")
    return rest[first : first + (int(limit) if limit.isdecimal() else PAGE)]


def _query(call: Call) -> dict[str, str]:
    return dict(urllib.parse.parse_qsl(call.query))
