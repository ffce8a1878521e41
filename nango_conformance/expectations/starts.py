"""Items 01, 02 and 16: what a target makes of a start that its own frontend would not send."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

import jmespath

from nango_conformance.errors import ControlFailed, Nonconformance, NotApplicable
from nango_conformance.evidence import Call, Exchange, Issued, Note, leaves, shows_trace
from nango_conformance.expectations.sessions import START_PATHS, handed_out
from nango_conformance.expectations.statuses import is_failure, is_redirect, is_refusal
from nango_conformance.kinds import Kind
from nango_conformance.target import Connect

LONGEST: Final = 255
"""Characters of a display name and of a tag's value (0.71.4, validation.ts:225-242)."""

_BOUNDED: Final = re.compile(r"display_name$|(?:^|\.)tags\.")

_NO_SUCH_METHOD: Final = frozenset({404, 405})


def told_of_mistake(route: Connect, exchange: Exchange) -> tuple[Note, ...]:
    """A request that is wrong is answered as the client's error, without a token or a trace."""
    status = _answered(exchange)
    _no_token(route, exchange)
    if shows_trace(exchange.body):
        raise Nonconformance("no stack trace", exchange.said, (exchange.id,), kind=Kind.TRACE_SHOWN)
    if is_refusal(status):
        return ()
    if (
        route.error is not None
        and route.accepts(status)
        and jmespath.search(route.error, exchange.json)
    ):
        return ()
    if is_redirect(status):
        text = f"a wrong request was answered with {status} instead of a 4xx"
        return (Note(level="SHOULD", text=text),)
    raise Nonconformance(
        "a 4xx for a request that is wrong",
        exchange.said,
        (exchange.id,),
        kind=Kind.MISTAKE_ACCEPTED,
    )


def answered_at_all(exchange: Exchange) -> tuple[Note, ...]:
    """A request that may be right or wrong is answered as either, not as a failure."""
    if is_failure(_answered(exchange)):
        raise Nonconformance(
            "a success or a client's error", exchange.said, (exchange.id,), kind=Kind.START_CRASHED
        )
    return ()


def without_effect(
    route: Connect, exchange: Exchange, issued: Sequence[Issued]
) -> tuple[Note, ...]:
    """A method that is not the route's starts nothing, and is best told so."""
    if issued:
        raise Nonconformance(
            f"no session by {exchange.method}",
            f"{len(issued)} issued",
            (exchange.id,),
            kind=Kind.WRONG_METHOD_WORKS,
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
            "nothing of the query in a page",
            f"it in an answer of {kind}",
            (exchange.id,),
            kind=Kind.MARKUP_ECHOED,
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
                kind=Kind.OPTION_SMUGGLED,
            )
    # Who was not heard has given it nothing to pass on.
    _answered(exchange)
    return ()


def not_kept(route: Connect, exchange: Exchange) -> tuple[Note, ...]:
    """The answer with the token says that nobody may keep it, and no address holds the token."""
    status = _answered(exchange)
    if is_redirect(status) and status in route.success:
        raise NotApplicable(
            f"[connect] success lists {status}: the link is handed over by redirect"
        )
    if not route.accepts(status):
        raise ControlFailed(f"there is no answer with a token: {exchange.said}")
    told = exchange.header("cache-control")
    directives = {one.strip().lower() for one in (told or "").split(",")}
    if "no-store" not in directives:
        raise Nonconformance(
            "Cache-Control with no-store", f"{told!r}", (exchange.id,), kind=Kind.CACHEABLE
        )
    if exchange.header("etag") is not None:
        raise Nonconformance(
            "no ETag", f"{exchange.header('etag')!r}", (exchange.id,), kind=Kind.CACHEABLE
        )
    return ()


def nothing_blank(calls: Sequence[Call]) -> tuple[Note, ...]:
    """No session request holds null, an empty text, or one that is longer than Nango takes."""
    asked = [call for call in calls if call.method == "POST" and call.path in START_PATHS]
    if not asked:
        raise ControlFailed("the target asked Nango for no session")
    every = ((call, leaf) for call in asked for leaf in leaves(call.body))
    for call, (place, value) in every:
        if value is None or value == "":
            raise Nonconformance(
                "optional members left out",
                f"{value!r} at {place!r}",
                (call.mark,),
                kind=Kind.BLANK_SENT,
            )
        if isinstance(value, str) and _BOUNDED.search(place) and _units(value) > LONGEST:
            raise Nonconformance(
                f"at most {LONGEST} characters at {place!r}",
                f"{_units(value)} of them",
                (call.mark,),
                kind=Kind.TOO_LONG_SENT,
            )
    return ()


def in_her_name(named: Any, wanted: str, exchange: Exchange) -> tuple[Note, ...]:
    """The session whose token somebody was given is in her own name."""
    if named != wanted:
        raise Nonconformance(
            f"a token of a session for {wanted!r}",
            f"one for {named!r}",
            (exchange.id,),
            kind=Kind.TOKEN_OF_ANOTHER,
        )
    return ()


def _units(text: str) -> int:
    """Return the length of a text as JavaScript counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _answered(exchange: Exchange) -> int:
    if exchange.status is None:
        raise ControlFailed(f"the target did not answer: {exchange.error}")
    return exchange.status


def _no_token(route: Connect, exchange: Exchange) -> None:
    token, link = handed_out(route, exchange)
    if token or link:
        raise Nonconformance(
            "no token for this request", exchange.said, (exchange.id,), kind=Kind.TOKEN_GIVEN
        )
