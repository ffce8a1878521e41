"""Items 01, 02 and 16: what a target makes of a start that its own frontend would not send."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import jmespath

from nango_conformance.errors import ControlFailed, Nonconformance
from nango_conformance.evidence import Call, Exchange, Issued, Note, leaves
from nango_conformance.expectations.sessions import handed_out
from nango_conformance.target import Connect

CLIENT_ERROR: Final = range(400, 500)
SERVER_ERROR: Final = range(500, 600)
REDIRECT: Final = range(300, 400)

_TRACE: Final = re.compile(r"Traceback \(most recent call last\)|\n\s+at \S.*:\d+:\d+\)?")
"""A stack of Python's or of JavaScript's."""

_NO_SUCH_METHOD: Final = frozenset({404, 405})


def told_of_mistake(route: Connect, exchange: Exchange) -> tuple[Note, ...]:
    """A request that is wrong is answered as the client's error, without a token or a trace."""
    status = _answered(exchange)
    _no_token(route, exchange)
    if _TRACE.search(exchange.body):
        raise Nonconformance("no stack trace", exchange.said, (exchange.id,))
    if status in CLIENT_ERROR:
        return ()
    if (
        route.error is not None
        and route.accepts(status)
        and jmespath.search(route.error, exchange.json)
    ):
        return ()
    if status in REDIRECT:
        text = f"a wrong request was answered with {status} instead of a 4xx"
        return (Note(level="SHOULD", text=text),)
    raise Nonconformance("a 4xx for a request that is wrong", exchange.said, (exchange.id,))


def answered_at_all(exchange: Exchange) -> tuple[Note, ...]:
    """A request that may be right or wrong is answered as either, not as a failure."""
    if _answered(exchange) in SERVER_ERROR:
        raise Nonconformance("a success or a client's error", exchange.said, (exchange.id,))
    return ()


def without_effect(
    route: Connect, exchange: Exchange, issued: Sequence[Issued]
) -> tuple[Note, ...]:
    """A method that is not the route's starts nothing, and is best told so."""
    if issued:
        raise Nonconformance(
            f"no session by {exchange.method}", f"{len(issued)} issued", (exchange.id,)
        )
    status = _answered(exchange)
    _no_token(route, exchange)
    if status in _NO_SUCH_METHOD:
        return ()
    text = f"{exchange.method} was answered with {status} instead of 404 or 405"
    return (Note(level="MAY", text=text),)


def no_markup(exchange: Exchange, sent: str) -> tuple[Note, ...]:
    """What a query says does not come back as a page."""
    kind = exchange.header("content-type") or ""
    if "html" in kind and sent in exchange.body:
        raise Nonconformance(
            "nothing of the query in a page", f"it in an answer of {kind}", (exchange.id,)
        )
    return ()


def nothing_smuggled(calls: Sequence[Call], exchange: Exchange, mark: str) -> tuple[Note, ...]:
    """No call to Nango holds what the browser added."""
    for call in calls:
        found = [place for place, value in leaves(call.body) if mark in str(value)]
        found += [place for place, _ in leaves(call.body) if mark in place]
        if found or mark in call.query:
            raise Nonconformance(
                "nothing that the browser added in a request to Nango",
                f"it at {(found or ['the query'])[0]!r} of {call.told}",
                (exchange.id,),
            )
    return ()


def _answered(exchange: Exchange) -> int:
    if exchange.status is None:
        raise ControlFailed(f"the target did not answer: {exchange.error}")
    return exchange.status


def _no_token(route: Connect, exchange: Exchange) -> None:
    token, link = handed_out(route, exchange)
    if token or link:
        raise Nonconformance("no token for this request", exchange.said, (exchange.id,))
