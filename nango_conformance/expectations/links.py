"""Items 04, 08 and 09: what the target remembers, before and after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from nango_conformance.errors import ControlFailed, Nonconformance, NotObservable
from nango_conformance.evidence import Call, Link, LinkState, Note, Reading
from nango_conformance.kinds import Kind


def not_active(reading: Reading, forbidden_ids: Sequence[str] = ()) -> tuple[Note, ...]:
    """No link is active, and none holds an id that must not be stored; absence is fine."""
    for link in reading.links:
        if link.state is LinkState.ACTIVE:
            raise Nonconformance(
                "no active link", reading.told, (reading.exchange,), kind=Kind.ACTIVE_LINK
            )
        if link.connection_id is not None and link.connection_id in forbidden_ids:
            raise Nonconformance(
                "the id not to be stored",
                reading.told,
                (reading.exchange,),
                kind=Kind.WRONG_ID_KEPT,
            )
    return ()


def is_active(reading: Reading) -> bool:
    """Say whether any link is active."""
    return bool(reading.active)


def active(reading: Reading, limit_s: float) -> tuple[Note, ...]:
    """A link is active by the time it is allowed."""
    if not reading.active:
        raise Nonconformance(
            f"an active link within {limit_s:g} s",
            reading.told,
            (reading.exchange,),
            kind=Kind.NOT_ACTIVE,
        )
    return ()


def stays_active(readings: Sequence[Reading], took_s: float, limit_s: float) -> tuple[Note, ...]:
    """A link became active in time and is active in every further reading."""
    for reading in readings:
        active(reading, limit_s)
    if took_s > 2:  # noqa: PLR2004 - catalogue, NAF-08.1: warn above two seconds
        return (Note(level="SHOULD", text=f"it took {took_s:.1f} s until the link was active"),)
    return ()


def is_connected(reading: Reading, connection_id: str) -> bool:
    """Say whether the one active link holds this id."""
    return [link.connection_id for link in reading.active] == [connection_id]


def connected(reading: Reading, connection_id: str | None) -> tuple[Note, ...]:
    """Exactly one link is active, and it holds the id of the connection that Nango made."""
    if connection_id is None:
        raise ControlFailed("Nango made no connection, so there is none to hold")
    if not is_connected(reading, connection_id):
        raise Nonconformance(
            f"one active link with connection id {connection_id}",
            reading.told,
            (reading.exchange,),
            kind=Kind.NOT_CONNECTED,
        )
    return ()


def connected_or_none(reading: Reading, connection_id: str | None) -> tuple[Note, ...]:
    """The connection that Nango made is active, or none is, which is told; no other is."""
    if not reading.active:
        return (Note(level="MAY", text="the event was not acted on, which is just as right"),)
    return connected(reading, connection_id)


def are_settled(reading: Reading, both: Sequence[str], *, several: bool) -> bool:
    """Say whether both connections are active, or one of them where there may be one only."""
    held = [link.connection_id or "" for link in reading.active]
    return sorted(held) == sorted(both) if several else len(held) == 1 and held[0] in both


def settled(reading: Reading, both: Sequence[str], *, several: bool) -> tuple[Note, ...]:
    """Both connections of one session are active, or one of them where there may be one only."""
    if not are_settled(reading, both, several=several):
        wanted = "both active" if several else "one of them active, and one only"
        raise Nonconformance(
            f"of {both[0]} and {both[1]} {wanted}",
            reading.told,
            (reading.exchange,),
            kind=Kind.TWO_FOR_ONE,
        )
    return ()


def let_go(calls: Sequence[Call], lost: Sequence[str]) -> tuple[Note, ...]:
    """A connection that nobody has is deleted at Nango; where not, a note says so."""
    deleted = {call.names for call in calls if call.method == "DELETE"}
    return tuple(
        Note(level="SHOULD", text=f"{one} is nobody's now, and is left at Nango")
        for one in lost
        if one not in deleted
    )


def is_broken(reading: Reading) -> bool:
    """Say whether a link is broken, and none is active."""
    return not reading.active and any(link.state is LinkState.BROKEN for link in reading.links)


def unchanged(before: Reading | None, after: Reading) -> tuple[Note, ...]:
    """Status, connection id, row and number of links are what they were; times may differ."""
    if before is None:
        raise ControlFailed("the links were not read before, so nothing can be compared")
    if not same(before, after):
        raise Nonconformance(
            f"the links as before: {before.told}",
            after.told,
            (before.exchange, after.exchange),
            kind=Kind.LINK_CHANGED,
        )
    words = sorted(link.said for link in before.live), sorted(link.said for link in after.live)
    if words[0] != words[1]:
        text = f"the target now calls {', '.join(words[1])} what it called {', '.join(words[0])}"
        return (Note(level="SHOULD", text=text),)
    return ()


def kept(calls: Sequence[Call], connection_id: str | None) -> tuple[Note, ...]:
    """Nobody deleted the connection at Nango."""
    for call in calls:
        if call.method == "DELETE" and call.names == connection_id is not None:
            raise Nonconformance(
                f"{connection_id} to be kept at Nango",
                call.told,
                (call.mark,),
                kind=Kind.DELETED_AT_NANGO,
            )
    return ()


def same(before: Reading, after: Reading) -> bool:
    """Say whether two readings show the same links."""
    return sorted(map(_identity, before.live)) == sorted(map(_identity, after.live))


def bystanders_unchanged(
    before: Mapping[str, Reading], after: Mapping[str, Reading]
) -> tuple[Note, ...]:
    """Every other attempt is as it was."""
    if not before:
        raise ControlFailed("there are no other attempts that could have changed")
    for name, reading in before.items():
        if not same(reading, after[name]):
            raise Nonconformance(
                f"{name} as before: {reading.told}",
                after[name].told,
                (reading.exchange, after[name].exchange),
                kind=Kind.BYSTANDER_CHANGED,
            )
    return ()


def shown_as_stored(stored: Reading, shown: Reading) -> tuple[Note, ...]:
    """The route shows the active links that the database holds; where not, a note says both."""
    if {link.connection_id for link in stored.active} == {
        link.connection_id for link in shown.active
    }:
        return ()
    text = f"the database holds {stored.told}, and the status route shows {shown.told}"
    return (Note(level="SHOULD", text=text),)


def rows_unchanged(before: Sequence[str], after: Sequence[str]) -> tuple[Note, ...]:
    """No row of anybody else's came, went or changed."""
    was, now = Counter(before), Counter(after)
    if was != now:
        gone, come = sorted((was - now).elements()), sorted((now - was).elements())
        told = "; ".join([*(f"gone: {row}" for row in gone), *(f"new: {row}" for row in come)])
        raise Nonconformance(
            "the rows of everybody else as before", told[:500], kind=Kind.BYSTANDER_CHANGED
        )
    return ()


def id_is_nangos(
    reading: Reading | None, calls: Sequence[Call], connection_id: str | None
) -> tuple[Note, ...]:
    """The stored id, and the id in every later call, is the connection's, byte for byte."""
    if connection_id is None:
        raise ControlFailed("Nango made no connection, so it has no id")
    if reading is not None:
        stored = [link.connection_id for link in reading.active]
        if stored != [connection_id]:
            raise Nonconformance(
                f"{connection_id} stored",
                f"{stored} stored",
                (reading.exchange,),
                kind=Kind.OTHER_ID_STORED,
            )
    for call in calls:
        if not call.fenced and call.names is not None and call.names != connection_id:
            raise Nonconformance(
                f"calls that name {connection_id}",
                f"{call.told} names {call.names!r}",
                (call.mark,),
                kind=Kind.OTHER_ID_USED,
            )
    if reading is None and not any(call.names == connection_id for call in calls):
        raise NotObservable("no status is declared, and no call names the connection")
    return ()


def _identity(link: Link) -> tuple[str, str, str]:
    return link.state.value, link.connection_id or "", link.row_id or ""
