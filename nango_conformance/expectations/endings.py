"""Item 18: how a connection ends, is repaired and is replaced, here and at Nango."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from nango_conformance.errors import ControlFailed, Nonconformance, NotObservable
from nango_conformance.evidence import Call, Exchange, Hook, Link, LinkState, Note, Reading
from nango_conformance.expectations.statuses import is_failure, is_refusal, is_success
from nango_conformance.kinds import Kind
from nango_conformance.target import Route

RECONNECT: Final = "/connect/sessions/reconnect"

_NOT_THERE: Final = frozenset({404, 405, 501})
"""What a route that was declared wrongly answers."""


def deletions(calls: Sequence[Call], connection_id: str | None) -> tuple[Call, ...]:
    """Return the calls that ask Nango to delete a connection, by either of its two paths."""
    return tuple(c for c in calls if c.method == "DELETE" and c.names == connection_id is not None)


def is_deleted(calls: Sequence[Call], connection_id: str | None, integration: str) -> bool:
    """
    Say whether Nango was asked to delete a connection, and has not got it any more.

    "Unknown" is as good as deleted: Nango 0.71.4 says it with 400, a proxy before it with 404.
    """
    return any(
        call.integration == integration and (_succeeded(call) or _is_unknown(call))
        for call in deletions(calls, connection_id)
    )


def ended_at_nango(
    calls: Sequence[Call], connection_id: str | None, integration: str, answer: Exchange
) -> tuple[Note, ...]:
    """The connection of this integration was deleted at Nango."""
    if connection_id is None:
        raise ControlFailed("Nango made no connection, so there is none to end")
    if is_deleted(calls, connection_id, integration):
        return ()
    seen = deletions(calls, connection_id)
    if not seen and answer.status in _NOT_THERE:
        raise ControlFailed(f"{answer.said} at {answer.url}: is [disconnect] the right route?")
    told = "; ".join(f"{call.told} of {call.integration}" for call in seen) or "no such request"
    raise Nonconformance(
        f"Nango to be asked to delete {connection_id} of {integration}",
        told,
        (answer.id,),
        kind=Kind.DELETION_FAILED if seen else Kind.NOT_DELETED_AT_NANGO,
    )


def ended_here(at_once: Reading, later: Reading, connection_id: str | None) -> tuple[Note, ...]:
    """The link was not active right after the answer, and is gone once all is quiet."""
    if any(_holds(link, connection_id) for link in at_once.active):
        raise Nonconformance(
            "nothing active as soon as the disconnect is answered",
            at_once.told,
            (at_once.exchange,),
            kind=Kind.STILL_ACTIVE,
        )
    if any(_holds(link, connection_id) for link in later.live):
        active = any(_holds(link, connection_id) for link in later.active)
        raise Nonconformance(
            "the link to be gone",
            later.told,
            (later.exchange,),
            kind=Kind.STILL_ACTIVE if active else Kind.STILL_LISTED,
        )
    return ()


def is_gone(reading: Reading, connection_id: str | None) -> bool:
    """Say whether no living link has this connection."""
    return not any(_holds(link, connection_id) for link in reading.live)


def left_alone(
    calls: Sequence[Call], connection_id: str | None, integration: str
) -> tuple[Note, ...]:
    """After its deletion nothing is asked of Nango for a connection, but to delete it again."""
    done = [c for c in deletions(calls, connection_id) if is_deleted([c], c.names, integration)]
    for call in calls:
        after = bool(done) and call.seq > done[0].seq and not call.fenced
        if after and call.names == connection_id and call.method != "DELETE":
            raise Nonconformance(
                f"no further request for {connection_id}",
                call.told,
                (call.mark,),
                kind=Kind.USED_AFTER_ITS_END,
            )
    return ()


def turned_away(answer: Exchange) -> bool:
    """Say whether an answer is a client error: who has one connection may be refused another."""
    return is_refusal(answer.status)


def shows_broken(
    before: Reading | None, now: Reading, connection_id: str | None
) -> tuple[Note, ...]:
    """The one link that there was is still there, under its id, and shows as broken."""
    if before is None:
        raise ControlFailed("the links were not read before, so nothing can be compared")
    broken = [link for link in now.live if link.state is LinkState.BROKEN]
    if len(now.live) != len(before.live) or [b.connection_id for b in broken] != [connection_id]:
        raise Nonconformance(
            f"one broken link with connection id {connection_id}",
            now.told,
            (now.exchange,),
            kind=Kind.NOT_SHOWN_BROKEN,
        )
    return ()


def is_broken(reading: Reading, connection_id: str | None) -> bool:
    """Say whether the link of a connection shows as broken."""
    return any(
        link.state is LinkState.BROKEN and link.connection_id == connection_id
        for link in reading.links
    )


def replaced(
    calls: Sequence[Call],
    integration: str,
    reading: Reading | None,
    former: str | None,
    now: str,
    *,
    may_stay: bool = True,
) -> tuple[Note, ...]:
    """
    The connection that came before another one is the same, is deleted at Nango, or is listed.

    Listing it is keeping it on purpose: a note, where it may stay. What a repair was for may not.
    """
    if former in {None, now} or is_deleted(calls, former, integration):
        return ()
    listed = reading is not None and any(link.connection_id == former for link in reading.live)
    if listed and may_stay:
        text = f"the connection {former} is kept beside the new one, and listed"
        return (Note(level="SHOULD", text=text),)
    if reading is None and may_stay:
        raise NotObservable("no status is declared: a connection may be kept on purpose and listed")
    seen = "; ".join(call.told for call in deletions(calls, former)) or "no such request"
    raise Nonconformance(
        f"Nango to be asked to delete {former} of {integration}",
        seen,
        tuple(call.mark for call in deletions(calls, former)),
        kind=Kind.FORMER_LEFT_AT_NANGO,
    )


def mended(reading: Reading, connection_id: str | None) -> tuple[Note, ...]:
    """The connection that was authorised last is active, whatever is listed beside it."""
    if connection_id not in [link.connection_id for link in reading.active]:
        raise Nonconformance(
            f"an active link with connection id {connection_id}",
            reading.told,
            (reading.exchange,),
            kind=Kind.NOT_MENDED,
        )
    return ()


def refused(answer: Exchange, calls: Sequence[Call], connection_id: str | None) -> tuple[Note, ...]:
    """
    Somebody who has no right to a connection is refused, and Nango hears nothing of it.

    What Nango was not asked for did not happen: an answer that says otherwise is a note.
    """
    if answer.status is None:
        raise ControlFailed(f"the target did not answer: {answer.error}")
    for call in calls:
        theirs = call.names == connection_id is not None
        if theirs and (call.method == "DELETE" or call.path == RECONNECT):
            raise Nonconformance(
                "nothing asked of Nango for a stranger",
                call.told,
                (answer.id,),
                kind=Kind.ACTED_FOR_STRANGER,
            )
    if turned_away(answer):
        return ()
    text = f"a stranger's wish for somebody's connection was answered with {answer.status}"
    return (Note(level="SHOULD", text=text),)


def clash(hook: Hook, taken: str | None) -> tuple[Note, ...]:
    """
    A webhook that gives somebody another's connection names that very one.

    How it is answered is free, as long as it changes nothing; a 5xx, as unique keys give, makes
    Nango repeat it: a note.
    """
    if taken is None or hook.names != taken:
        raise ControlFailed(f"the webhook names {hook.names} instead of {taken}")
    if hook.status is None or is_failure(hook.status):
        text = f"a creation with an id that has an owner was answered with {hook.said}"
        return (Note(level="SHOULD", text=text),)
    return ()


def looked_up(calls: Sequence[Call], connection_id: str | None) -> tuple[Note, ...]:
    """Nango was asked about the connection that a webhook named."""
    if not any(call.method == "GET" and call.names == connection_id for call in calls):
        told = "; ".join(call.told for call in calls) or "no request at all"
        raise Nonconformance(
            f"Nango to be asked about {connection_id}",
            told,
            tuple(call.mark for call in calls),
            kind=Kind.NOT_LOOKED_UP,
        )
    return ()


def granted(route: Route, answer: Exchange) -> tuple[Note, ...]:
    """The owner is given what a stranger was refused: the positive control."""
    if answer.status is None or not route.accepts(answer.status):
        raise ControlFailed(f"the owner is refused too: {answer.said} at {answer.url}")
    return ()


def told_of_it(route: Route, answer: Exchange) -> tuple[Note, ...]:
    """Whoever has disconnected is told so; another answer to a disconnect that works is a note."""
    if answer.status is not None and route.accepts(answer.status):
        return ()
    text = f"a disconnect that took effect was answered with {answer.said}"
    return (Note(level="SHOULD", text=text),)


def _holds(link: Link, connection_id: str | None) -> bool:
    """Say whether a link has a connection; an active one that shows no id may well be it."""
    if link.connection_id is None:
        return link.state is LinkState.ACTIVE
    return link.connection_id == connection_id


def _succeeded(call: Call) -> bool:
    return is_success(call.status)


def _is_unknown(call: Call) -> bool:
    """Say whether Nango does not know a connection; a 404 without a fault is a path of nobody's."""
    return call.status == (404 if call.fault else 400)
