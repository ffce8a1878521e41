"""Items 01 to 03: the token that is handed out, and the session behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

import jmespath

from nango_conformance.errors import ControlFailed, Nonconformance, NotApplicable, NotObservable
from nango_conformance.evidence import Call, Exchange, Issued, Note, leaves
from nango_conformance.expectations import tokens
from nango_conformance.kinds import Kind
from nango_conformance.target import Attribution, Connect, Integration

START_PATHS = ("/connect/sessions", "/connect/sessions/reconnect")
CREATED = 201

GENERATED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "tags.end_user_id": "end_user.id",
        "tags.end_user_email": "end_user.email",
        "tags.end_user_display_name": "end_user.display_name",
        "tags.organization_id": "organization.id",
        "tags.organization_display_name": "organization.display_name",
    }
)
"""Tags that Nango makes itself, and of what (Nango 0.71.4, connect sessions)."""


def handed_out(route: Connect, exchange: Exchange) -> tuple[Any, Any]:
    """Return what stands at the declared places of the token and of the link, if anything does."""
    body = exchange.json
    token = jmespath.search(route.token, body) if route.token else None
    link = jmespath.search(route.link, body) if route.link else None
    return token, link


def token_is_nangos(
    route: Connect,
    exchange: Exchange,
    issued: Sequence[Issued],
    earlier: Sequence[Issued] = (),
) -> tuple[Note, ...]:
    """
    What was handed out is the token, or the link, that Nango issued for this very call.

    `earlier` are the sessions before it: one of theirs is told by its name.
    """
    token, link = handed_out(route, exchange)
    if exchange.status is None or not route.accepts(exchange.status):
        raise Nonconformance(
            "a declared success status", exchange.said, (exchange.id,), kind=Kind.START_FAILED
        )
    if not issued:
        raise Nonconformance(
            "the token of a session that Nango issued for this call",
            f"{_shown(token or link)}, and no session was asked for{_kept(token, link, earlier)}",
            (exchange.id,),
            kind=Kind.NO_SESSION,
        )
    for name, value, right in (
        ("token", token, [one.token for one in issued]),
        ("link", link, [one.link for one in issued]),
    ):
        place = getattr(route, name)
        if place and value not in right:
            raise Nonconformance(
                f"Nango's {name} at {place!r}",
                f"{_shown(value)} there{_told(name, value, exchange, issued, earlier)}",
                (exchange.id,),
                kind=Kind.WRONG_TOKEN,
            )
    return ()


def exactly_one_session(calls: Sequence[Call], issued: Sequence[Issued]) -> tuple[Note, ...]:
    """The start made one session request, with the right key and a body that Nango takes."""
    made = [call for call in calls if call.method == "POST" and call.path in START_PATHS]
    if len(made) != 1:
        raise Nonconformance(
            "exactly one session request",
            f"{len(made)} of them",
            tuple(call.mark for call in made),
            kind=Kind.SESSION_COUNT,
        )
    if made[0].status != CREATED or not issued:
        raise Nonconformance(
            "a session request that Nango grants",
            f"{made[0].told}, body {made[0].body}",
            (made[0].mark,),
            kind=Kind.SESSION_REFUSED,
        )
    if not ({"tags", "end_user"} & set(issued[0].request)):
        raise Nonconformance(
            "an attribution in tags or end_user",
            f"{sorted(issued[0].request)}",
            (issued[0].mark,),
            kind=Kind.NO_ATTRIBUTION,
        )
    return ()


def attributed(
    issued: Issued | None, wanted: Mapping[str, Attribution], email: str, *, repairs: bool = False
) -> tuple[Note, ...]:
    """
    The session names the caller at every declared place; `equals` is already filled in.

    The places are declared for a start. A request that `repairs` may leave to Nango the tags that
    it makes itself.
    """
    if not wanted:
        raise NotObservable("the target declares no [attribution] to look for in the session")
    if issued is None:
        raise ControlFailed("no session was issued, so it names nobody")
    for name, place in wanted.items():
        found = jmespath.search(place.path, issued.request)
        if found is None and repairs and place.path in GENERATED:
            found = jmespath.search(GENERATED[place.path], issued.request)
        if found != place.equals:
            raise Nonconformance(
                f"{place.equals!r} as the {name} at {place.path!r} of the session request",
                f"{found!r}",
                (issued.mark,),
                kind=Kind.WRONG_ATTRIBUTION,
            )
    if any(place.equals == email for place in wanted.values()):
        text = "the session is attributed by an e-mail address, which another user may come to have"
        return (Note(level="SHOULD", text=text),)
    return ()


def allows_only(
    issued: Issued | None, asked: Integration, scope: str, declared: Sequence[Integration]
) -> tuple[Note, ...]:
    """The session allows what was asked for; a catalogue product, what it declares."""
    if scope == "open":
        raise NotApplicable('[integrations] scope = "open": the product means to allow everything')
    if issued is None:
        raise ControlFailed("no session was issued, so it allows nothing")
    if scope == "catalogue":
        return _catalogue(issued, {one.nango_id for one in declared})
    if issued.allowed != (asked.nango_id,):
        raise Nonconformance(
            f"allowed_integrations [{asked.nango_id!r}] in the session",
            _allowed(issued),
            (issued.mark,),
            kind=Kind.ALLOWS_MORE,
        )
    return ()


def _catalogue(issued: Issued, declared: set[str]) -> tuple[Note, ...]:
    if issued.allowed is None:
        return (Note(level="SHOULD", text="the session omits allowed_integrations"),)
    if set(issued.allowed) - declared:
        raise Nonconformance(
            f"at most {sorted(declared)} allowed",
            _allowed(issued),
            (issued.mark,),
            kind=Kind.ALLOWS_MORE,
        )
    return ()


def refused_by_nango(outcome: str, detail: str) -> tuple[Note, ...]:
    """Nango did not let the session be used for another integration."""
    if outcome == "connected":
        raise Nonconformance(
            "a session that is good for one integration",
            "the other connected",
            kind=Kind.ALLOWS_MORE,
        )
    if "integration_not_allowed" not in detail:
        raise ControlFailed(f"Nango refused for another reason than the session's list: {detail}")
    return ()


def modal_opens(
    status: int, session: Any, integrations: Any, asked: Integration, issued: Issued | None
) -> tuple[Note, ...]:
    """Nango answers the Connect UI with the person's session and the integration she asked for."""
    if status != 200:  # noqa: PLR2004 - the one status that the Connect UI takes
        raise Nonconformance(
            "a token that opens the modal",
            f"Nango answers {status}: {session}",
            kind=Kind.MODAL_REFUSED,
        )
    wanted = (issued.request.get("end_user") or {}).get("id") if issued else None
    shown = ((session.get("data") or {}).get("endUser") or {}).get("id")
    if wanted is not None and shown != wanted:
        raise Nonconformance(
            f"the modal of {wanted!r}", f"the modal of {shown!r}", kind=Kind.MODAL_OF_ANOTHER
        )
    keys = [one.get("unique_key") for one in (integrations or {}).get("data", ())]
    if asked.nango_id not in keys:
        raise Nonconformance(
            f"{asked.nango_id!r} offered in the modal", f"{keys}", kind=Kind.MODAL_LACKS_INTEGRATION
        )
    return ()


def _allowed(issued: Issued) -> str:
    return "no list, so everything" if issued.allowed is None else f"{list(issued.allowed)}"


def _told(
    name: str, value: Any, exchange: Exchange, issued: Sequence[Issued], earlier: Sequence[Issued]
) -> str:
    """Say where the right one stands in the answer, or else what was handed out for it."""
    right = [one.link if name == "link" else one.token for one in issued]
    found = [path for path, leaf in leaves(exchange.json) if leaf in right]
    if found and value is None:
        return f"; it stands at {found[0]!r}: is [connect] {name} right?"
    mistaken = tokens.mistake(value, name, issued, earlier)
    return f"; {mistaken}" if mistaken else ""


def _kept(token: Any, link: Any, earlier: Sequence[Issued]) -> str:
    held = {text for one in earlier for text in (one.token, one.link)}
    return "; it is that of an earlier session" if {token, link} & held else ""


def _shown(value: Any) -> str:
    return "nothing" if value is None else f"{type(value).__name__} {str(value)[:60]!r}"
