"""Items 05, 11, 14 and 15: who may do what, and what must not come out."""

from __future__ import annotations

import urllib.parse
from collections.abc import Mapping, Sequence
from typing import Any

from nango_conformance.errors import ControlFailed, Nonconformance, NotObservable
from nango_conformance.evidence import Call, Exchange, Issued, Note
from nango_conformance.expectations.sessions import handed_out
from nango_conformance.expectations.statuses import is_redirect, is_refusal
from nango_conformance.kinds import Kind
from nango_conformance.target import Connect

TELLING = 8
"""Characters from which on an id in an answer is no accident."""

_SIGN_IN = frozenset({401, 403, 404})
"""Answers that send a stranger away; a 404 hides the route, which is fine."""


def start_refused(route: Connect, exchange: Exchange) -> tuple[Note, ...]:
    """
    Whoever has no right to start is sent away without a token.

    The effect is what decides; an unusual status is a note.
    """
    if exchange.status is None:
        raise ControlFailed(f"the target did not answer: {exchange.error}")
    token, link = handed_out(route, exchange)
    if token or link:
        raise Nonconformance(
            "no token for a stranger", exchange.said, (exchange.id,), kind=Kind.STRANGER_STARTED
        )
    if exchange.status in _SIGN_IN or is_redirect(exchange.status):
        return ()
    text = f"a stranger was refused with {exchange.status} instead of 401 or 403"
    return (Note(level="SHOULD", text=text),)


def no_session(issued: Sequence[Issued]) -> tuple[Note, ...]:
    """Nango was asked for no session."""
    if issued:
        raise Nonconformance(
            "no session at Nango",
            f"{len(issued)}: {dict(issued[0].request)}",
            tuple(one.mark for one in issued),
            kind=Kind.SESSION_ASKED,
        )
    return ()


def not_asked(calls: Sequence[Call], connection_id: str | None) -> tuple[Note, ...]:
    """Nango was asked nothing about a connection, nor told anything of it."""
    asked = [call for call in calls if call.names == connection_id]
    if asked:
        raise Nonconformance(
            "no call to Nango about it",
            "; ".join(call.told for call in asked),
            tuple(call.mark for call in asked),
            kind=Kind.NANGO_ASKED,
        )
    return ()


def nothing_outside(
    route: Connect,
    exchange: Exchange,
    issued: Sequence[Issued],
    named: Sequence[Any],
    own: Sequence[str],
) -> tuple[Note, ...]:
    """
    Nothing was started for a workspace that is not the caller's.

    `named` is the workspace that each issued session names, None where the attribution does
    not tell; `own` are the caller's. Putting the caller's own in its place is acceptable.
    """
    if exchange.status is None:
        raise ControlFailed(f"the target did not answer: {exchange.error}")
    for one, workspace in zip(issued, named, strict=True):
        if workspace not in own:
            raise Nonconformance(
                "a session for one of the caller's own workspaces, or none",
                f"a session that names {workspace!r}: {dict(one.request)}",
                (exchange.id,),
                kind=Kind.FOREIGN_WORKSPACE,
            )
    token, link = handed_out(route, exchange)
    if not issued and (token or link):
        raise Nonconformance(
            "no token without a session",
            exchange.said,
            (exchange.id,),
            kind=Kind.TOKEN_WITHOUT_SESSION,
        )
    if not issued and not is_refusal(exchange.status):
        text = f"a foreign workspace was refused with {exchange.status} instead of a 4xx"
        return (Note(level="SHOULD", text=text),)
    return ()


def never_names(
    exchange: Exchange, issued: Sequence[Issued], victim: Sequence[str]
) -> tuple[Note, ...]:
    """No session that the caller obtained holds the id or the address of the victim."""
    if exchange.status is None:
        raise ControlFailed(f"the target did not answer: {exchange.error}")
    for one in issued:
        held = [value for value in victim if value and _holds(one.request, value)]
        if held:
            raise Nonconformance(
                "a session in the caller's own name",
                f"{dict(one.request)}",
                (exchange.id,),
                kind=Kind.CLAIMED_IDENTITY,
            )
    return ()


def nothing_shown(exchange: Exchange, secrets: Mapping[str, str | None]) -> tuple[Note, ...]:
    """An answer to somebody else holds none of the owner's values."""
    if exchange.status is None:
        raise ControlFailed(f"the target did not answer: {exchange.error}")
    shown = [name for name, value in secrets.items() if _stands_in(value, exchange.body)]
    if shown:
        raise Nonconformance(
            "nothing of the owner's",
            f"her {', '.join(shown)}",
            (exchange.id,),
            kind=Kind.SHOWN_TO_STRANGER,
        )
    return ()


def owner_sees(exchange: Exchange, secrets: Mapping[str, str | None]) -> tuple[Note, ...]:
    """The owner's own answer holds what the others' must not: the positive control."""
    if not any(_stands_in(value, exchange.body) for value in secrets.values()):
        raise ControlFailed(f"the owner does not see her own connection either: {exchange.said}")
    return ()


def only_nango_exchanged(
    calls: Sequence[Call], location: str | None, callback: str
) -> tuple[Note, ...]:
    """Nobody but Nango took the authorisation code to the provider's token endpoint."""
    tokens = [call for call in calls if call.endpoint == "token"]
    others = [call for call in tokens if call.caller != "nango"]
    if others:
        raise Nonconformance(
            "only Nango at the token endpoint",
            others[0].told,
            (others[0].mark,),
            kind=Kind.CODE_EXCHANGED,
        )
    if not tokens:
        raise NotObservable("the provider is not the fake's own, so nobody was seen there")
    if location is not None and _redirect_uri(location) != callback:
        text = "the provider sends the user to an address other than Nango's own callback"
        return (Note(level="MAY", text=text),)
    return ()


def _stands_in(value: str | None, body: str) -> bool:
    """Say whether an id stands in a text; short ones stand everywhere by chance."""
    return value is not None and len(value) >= TELLING and value in body


def _redirect_uri(location: str) -> str | None:
    query = urllib.parse.parse_qs(urllib.parse.urlsplit(location).query)
    return query.get("redirect_uri", [None])[0]


def _holds(value: Any, wanted: str) -> bool:
    if isinstance(value, Mapping):
        return any(_holds(inner, wanted) for inner in value.values())
    if isinstance(value, list | tuple):
        return any(_holds(inner, wanted) for inner in value)
    return bool(value == wanted)
