"""Item 18: how a connection ends, is repaired and is replaced, here and at Nango."""

from __future__ import annotations

from collections.abc import Sequence

from nango_conformance.errors import ControlFailed, Nonconformance
from nango_conformance.evidence import Call, Exchange, Link, LinkState, Note, Reading
from nango_conformance.target import Route

_NOT_THERE = frozenset({404, 405, 501})
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
        f"Nango to be asked to delete {connection_id} of {integration}", told, (answer.id,)
    )


def ended_here(at_once: Reading, later: Reading, connection_id: str | None) -> tuple[Note, ...]:
    """The link was not active right after the answer, and is gone once all is quiet."""
    if any(_holds(link, connection_id) for link in at_once.active):
        raise Nonconformance(
            "nothing active as soon as the disconnect is answered",
            at_once.told,
            (at_once.exchange,),
        )
    if any(_holds(link, connection_id) for link in later.live):
        raise Nonconformance("the link to be gone", later.told, (later.exchange,))
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
            raise Nonconformance(f"no further request for {connection_id}", call.told)
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
    return 200 <= call.status <= 299  # noqa: PLR2004 - the class of a status


def _is_unknown(call: Call) -> bool:
    """Say whether Nango does not know a connection; a 404 without a fault is a path of nobody's."""
    return call.status == (404 if call.fault else 400)
