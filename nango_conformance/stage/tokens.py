"""Whose token somebody was given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final

import jmespath

from nango_conformance.errors import ControlFailed, Nonconformance, NotObservable
from nango_conformance.evidence import Issued, Note
from nango_conformance.expectations import sessions, starts
from nango_conformance.kinds import Kind
from nango_conformance.stage.stage import Stage
from nango_conformance.target import fill

Notes = tuple[Note, ...]


class Token(StrEnum):
    """What somebody holds."""

    ISSUED = "the token that Nango issued for her"
    OWN = "a token in her own name"


def held(stage: Stage, who: str, token: Token) -> Notes:
    """Somebody was given what is hers."""
    return _JUDGES[token](stage, who)


def _issued(stage: Stage, who: str) -> Notes:
    attempt, route = stage.attempt(who), stage.target.connect
    try:
        return sessions.token_is_nangos(route, attempt.exchange, attempt.issued)
    except Nonconformance:
        # Only what is wrong is compared with all that was issued before.
        earlier = stage.nango.issued_before(attempt.mark)
        return sessions.token_is_nangos(route, attempt.exchange, attempt.issued, earlier)


def _own(stage: Stage, who: str) -> Notes:
    """A token of hers that is older will do: a target may keep one as long as it is good."""
    attempt = stage.attempt(who)
    if len({name for name, _ in stage.attempts}) > 1:
        stage.needs_sign_in()
    status = attempt.exchange.status
    if status is None or not stage.target.connect.accepts(status):
        raise ControlFailed(f"{who} was given no token at all: {attempt.exchange.said}")
    place = stage.target.attribution.get("user")
    if place is None:
        raise NotObservable("[attribution] user is not declared: a session names nobody")
    session = attempt.session or _older(stage, who)
    named = jmespath.search(place.path, session.request)
    others = {_name(stage, one, place.equals) for one, _ in stage.attempts if one != who}
    if attempt.session is not None and named not in others:
        # Made for this start, whatever it names her: that is what NAF-02.2 judges.
        return ()
    return starts.in_her_name(named, _name(stage, who, place.equals), attempt.exchange)


def _name(stage: Stage, who: str, template: str) -> str:
    values = {**stage.cast.person(who).values(), **stage.attempt(who).values}
    return str(fill(template, values))


def _older(stage: Stage, who: str) -> Issued:
    attempt = stage.attempt(who)
    for one in stage.nango.issued(0):
        if one.token == attempt.token or one.link == attempt.link:
            return one
    exchange = attempt.exchange
    raise Nonconformance("a token of Nango's", exchange.said, (exchange.id,), kind=Kind.WRONG_TOKEN)


_JUDGES: Final[Mapping[Token, Callable[[Stage, str], Notes]]] = {
    Token.ISSUED: _issued,
    Token.OWN: _own,
}
