"""Starts that no frontend of the target makes: odd providers, odd bodies, odd methods, extras."""

from __future__ import annotations

import json
import urllib.parse
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, Final

from nango_conformance.driver.endpoints import Twist
from nango_conformance.errors import NotApplicable
from nango_conformance.evidence import Note
from nango_conformance.stage import returning
from nango_conformance.stage.returning import MARK
from nango_conformance.stage.stage import Stage
from nango_conformance.target import Connect, Route, placeholders

LONGEST_NAME: Final = 1000
"""Characters from which on a name in an address is turned away by whatever stands before it."""

CHALLENGE: Final = f"<b>{MARK}</b>"
"""What a page must not show as it came."""

_BY_HEADER: Final = frozenset({"bearer", "header"})
"""Credentials that a browser does not send by itself."""

_STAND_IN: Final = "naf-stand-in"
_INTEGRATION: Final = ("integration.key", "integration.nango_id", "integration.provider")

Odd = Callable[[Stage], tuple[Mapping[str, str], Twist]]


class Oddity(StrEnum):
    """What is odd about a start."""

    UNKNOWN = "an unknown provider"
    PATH = "a path for a provider"
    MEMBER = "a built-in name for a provider"
    PROTOTYPE = "a prototype for a provider"
    LIST = "a list for a provider"
    ENDLESS = "ten kilobytes for a provider"
    NOTHING = "an empty body"
    NULL = "null for a body"
    ARRAY = "a list for a body"
    HALF = "half a body"
    NUMBERS = "a number for each value"
    NO_PROVIDER = "no provider"
    PLAIN_TEXT = "a body that is called plain text"
    WEBHOOK = "a webhook address of her own"
    TAGS = "tags of her own"
    END_USER = "an end user of her own"
    INTEGRATIONS = "integrations of her own"
    DEFAULTS = "defaults of her own"
    OVERRIDES = "overrides of her own"
    ORGANIZATION = "an organization of her own"
    OTHER_HOST = "a return address on another host"
    NO_SCHEME = "a return address without a scheme"
    SCRIPT = "a script for a return address"
    USER_PART = "a return address that begins like the site's own"
    LONG_ADDRESS = "an endless return address"
    LINE_BREAK = "a return address with a line break"
    GET = "the method of a link"
    HEAD = "the method of a prefetch"
    PUT = "the method of an upload"
    DELETE = "the method of a deletion"


PROVIDERS: Final[Mapping[Oddity, Any]] = {
    Oddity.UNKNOWN: "no-such-provider",
    Oddity.PATH: "../admin",
    Oddity.MEMBER: "constructor",
    Oddity.PROTOTYPE: "__proto__",
    Oddity.ENDLESS: "p" * 10_000,
}
"""Names that nothing is offered under; the list holds a right one."""

EXTRAS: Final[Mapping[Oddity, Mapping[str, Any]]] = {
    Oddity.WEBHOOK: {"webhook_url_override": f"https://{MARK}.example/hooks"},
    Oddity.TAGS: {"tags": {"note": MARK}},
    Oddity.END_USER: {"end_user": {"id": MARK}},
    Oddity.INTEGRATIONS: {"allowed_integrations": [MARK]},
    Oddity.DEFAULTS: {"integrations_config_defaults": {"*": {"connection_config": {"s": MARK}}}},
    Oddity.OVERRIDES: {"overrides": {"*": {"docs_connect": f"https://{MARK}.example/"}}},
    Oddity.ORGANIZATION: {"organization": {"id": MARK}},
}
"""Members of Nango's session request (0.71.4, postSessions.ts) that only the backend may fill."""


ADDRESSES: Final[Mapping[Oddity, str]] = {
    Oddity.OTHER_HOST: returning.OTHER_HOST,
    Oddity.NO_SCHEME: returning.NO_SCHEME,
    Oddity.SCRIPT: returning.SCRIPT,
    Oddity.USER_PART: returning.USER_PART,
    Oddity.LONG_ADDRESS: returning.ENDLESS,
    Oddity.LINE_BREAK: returning.LINE_BREAK,
}
"""Where a user must not be sent back to."""


def start(stage: Stage, who: str, oddity: Oddity) -> None:
    """Let somebody send an odd start; what she has started before it is its twin."""
    attempt, person = stage.attempt(who), stage.cast.person(who)
    if stage.probe.available:
        attempt.before = stage.read(person, attempt.values)
    values, twist = MAKERS[oddity](stage)
    stage.when = stage.nango.mark()
    stage.heard = len(stage.endpoints.heard)
    stage.answer = stage.endpoints.call(
        stage.target.connect, {**attempt.values, **values}, person=person, twist=twist
    )
    if oddity in ADDRESSES:
        returning.go_on(stage, who, stage.answer)


def challenge(stage: Stage) -> None:
    """Let a stranger read the webhook's address, with something in the query."""
    who = stage.attempt("Ada")
    stage.when = stage.nango.mark()
    if stage.probe.available:
        who.before = stage.read(stage.cast.person("Ada"), who.values)
    route = Route(method="GET", path=stage.target.webhook.path)
    twist = Twist(query={"challenge": CHALLENGE})
    stage.answer = stage.endpoints.call(route, who.values, twist=twist)


def _provider(odd: Any) -> Odd:
    def make(stage: Stage) -> tuple[Mapping[str, str], Twist]:
        route = stage.target.connect
        if _names_integration(route.path):
            if not isinstance(odd, str) or len(odd) > LONGEST_NAME:
                raise NotApplicable("[connect] path names the integration, and is always a text")
            return dict.fromkeys(_INTEGRATION, urllib.parse.quote(odd, safe="")), Twist()
        if not _names_integration(_text(route.body)):
            raise NotApplicable("[connect] body names no integration: the client chooses none")
        twist = Twist(reshape=lambda body: _replaced(body, odd))
        return dict.fromkeys(_INTEGRATION, _STAND_IN), twist

    return make


def _listed(stage: Stage) -> tuple[Mapping[str, str], Twist]:
    # Of two, because frameworks take a list of one for what it holds.
    key = stage.attempt("Ada").integration.key
    return _provider([key, key])(stage)


def _body(reshape: Callable[[Any], Any], headers: Mapping[str, str] | None = None) -> Odd:
    def make(stage: Stage) -> tuple[Mapping[str, str], Twist]:
        _json_body(stage.target.connect)
        return {}, Twist(reshape=reshape, headers=headers or {})

    return make


def _without_provider(stage: Stage) -> tuple[Mapping[str, str], Twist]:
    body = _json_body(stage.target.connect)
    kept = {name for name, value in body.items() if not _names_integration(_text(value))}
    if kept == set(body):
        raise NotApplicable("[connect] body names no integration, so none can be missing")
    return {}, Twist(reshape=lambda filled: {name: filled[name] for name in kept})


def _extra(members: Mapping[str, Any]) -> Odd:
    def make(stage: Stage) -> tuple[Mapping[str, str], Twist]:
        declared = set(_json_body(stage.target.connect)) & set(members)
        if declared:
            raise NotApplicable(f"[connect] body has {min(declared)!r}: it is passed on by design")
        return {}, Twist(body=_for(stage.attempt("Ada").integration.nango_id, members))

    return make


def _address(address: str) -> Odd:
    def make(stage: Stage) -> tuple[Mapping[str, str], Twist]:
        return {}, returning.twist(stage, address)

    return make


def _method(method: str) -> Odd:
    def make(stage: Stage) -> tuple[Mapping[str, str], Twist]:
        target = stage.target
        routes = [target.connect, target.disconnect, target.finalise, target.reconnect]
        path = target.connect.path.split("?")[0]
        if method == target.connect.method and target.auth.mode not in _BY_HEADER:
            # Any link, any image and any prefetch sets it off with the user's own cookies.
            text = f"{method} starts a connection, so another site's page can start one"
            stage.note((Note(level="SHOULD", text=text),))
        if any(r and r.method == method and r.path.split("?")[0] == path for r in routes):
            raise NotApplicable(f"{method} {path} is declared, so it may have an effect")
        return {}, Twist(method=method, body_as_query=method in {"GET", "HEAD"})

    return make


def _json_body(route: Connect) -> Mapping[str, Any]:
    """Return the declared body; raise NotApplicable where there is none of JSON."""
    headers = {name.lower(): value for name, value in route.headers.items()}
    if not isinstance(route.body, Mapping) or "form" in headers.get("content-type", ""):
        raise NotApplicable("[connect] declares no body of JSON")
    return route.body


def _for(nango_id: str, members: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return members whose star is an integration's id."""
    return {
        name: {nango_id: value["*"]} if isinstance(value, Mapping) and "*" in value else value
        for name, value in members.items()
    }


def _replaced(value: Any, odd: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _replaced(inner, odd) for name, inner in value.items()}
    if isinstance(value, list):
        return [_replaced(inner, odd) for inner in value]
    return odd if value == _STAND_IN else value


def _names_integration(text: str) -> bool:
    return bool(set(_INTEGRATION) & set(placeholders(text)))


def _text(template: Any) -> str:
    return json.dumps(template)


def _halved(body: Any) -> bytes:
    text = json.dumps(body).encode()
    return text[: len(text) // 2]


MAKERS: Final[Mapping[Oddity, Odd]] = {
    **{oddity: _provider(odd) for oddity, odd in PROVIDERS.items()},
    **{oddity: _address(address) for oddity, address in ADDRESSES.items()},
    **{oddity: _extra(members) for oddity, members in EXTRAS.items()},
    **{Oddity[method]: _method(method) for method in ("GET", "HEAD", "PUT", "DELETE")},
    Oddity.LIST: _listed,
    Oddity.NOTHING: _body(lambda _: b""),
    Oddity.NULL: _body(lambda _: b"null"),
    Oddity.ARRAY: _body(lambda _: b"[]"),
    Oddity.HALF: _body(_halved),
    Oddity.NUMBERS: _body(lambda body: dict.fromkeys(body, 7)),
    Oddity.NO_PROVIDER: _without_provider,
    Oddity.PLAIN_TEXT: _body(
        lambda body: json.dumps(body).encode(), {"content-type": "text/plain;charset=UTF-8"}
    ),
}
"""What makes each start odd."""
