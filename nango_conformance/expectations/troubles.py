"""Item 14: what a target makes of a Nango that fails."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any, Final

import jmespath

from nango_conformance.errors import ControlFailed, Nonconformance
from nango_conformance.evidence import Call, Exchange, Note
from nango_conformance.expectations.sessions import START_PATHS, handed_out
from nango_conformance.expectations.statuses import is_failure
from nango_conformance.kinds import Kind
from nango_conformance.target import Connect

MOST_REQUESTS: Final = 3
"""How often a target may ask a Nango that is busy (catalogue, NAF-14.3)."""

_EARLY: Final = 0.9
"""The part of a wait after which a clock that is read elsewhere calls it over."""

_BUSY: Final = 429
_HERS: Final = frozenset({401, 403})
"""What a browser reads as: sign in again, or you may not."""


def told_of_failure(route: Connect, exchange: Exchange, *, met: bool) -> tuple[Note, ...]:
    """The user is told that it did not work: no success, no token."""
    if not met:
        raise ControlFailed("the target did not ask Nango, so Nango's failure was not met")
    if exchange.status is None:
        raise Nonconformance(
            "an answer to the user", exchange.said, (exchange.id,), kind=Kind.NO_ANSWER
        )
    token, link = handed_out(route, exchange)
    if token or link:
        raise Nonconformance(
            "no token when Nango gave none",
            f"{token or link!r}",
            (exchange.id,),
            kind=Kind.TOKEN_GIVEN,
        )
    if route.error is None and route.accepts(exchange.status):
        raise Nonconformance(
            "an answer that says so", exchange.said, (exchange.id,), kind=Kind.FAILURE_HIDDEN
        )
    if route.error is not None and not _at(route.error, exchange):
        raise Nonconformance(
            f"an error at {route.error!r}", exchange.said, (exchange.id,), kind=Kind.FAILURE_HIDDEN
        )
    return ()


def not_blamed(route: Connect, exchange: Exchange) -> tuple[Note, ...]:
    """What Nango holds against the backend is not held against the user who is signed in."""
    if exchange.status in _HERS:
        raise Nonconformance(
            "neither 401 nor 403 to a user who did nothing wrong",
            exchange.said,
            (exchange.id,),
            kind=Kind.USER_BLAMED,
        )
    if exchange.status is not None and not is_failure(exchange.status) and route.error is None:
        text = f"a failure of Nango's is told with {exchange.status} instead of a 5xx"
        return (Note(level="MAY", text=text),)
    return ()


def waits(calls: Sequence[Call], wait_s: float) -> tuple[Note, ...]:
    """No session was asked for before a wait was over that Nango had asked for, nor very often."""
    asked = [call for call in calls if call.method == "POST" and call.path in START_PATHS]
    if not any(call.status == _BUSY for call in asked):
        raise ControlFailed("the target did not ask Nango, so it was not told to wait")
    for first, second in itertools.pairwise(asked):
        pause = (second.at - first.at).total_seconds()
        if first.status == _BUSY and pause < wait_s * _EARLY:
            raise Nonconformance(
                f"no request within the {wait_s:g} s that Nango asked for",
                f"{len(asked)} of them, the next after {pause:.2f} s",
                (first.mark, second.mark),
                kind=Kind.ASKED_TOO_SOON,
            )
    if len(asked) > MOST_REQUESTS:
        raise Nonconformance(
            f"at most {MOST_REQUESTS} requests",
            f"{len(asked)} of them",
            tuple(call.mark for call in asked),
            kind=Kind.ASKED_TOO_OFTEN,
        )
    return ()


def _at(path: str, exchange: Exchange) -> Any:
    return jmespath.search(path, exchange.json)
