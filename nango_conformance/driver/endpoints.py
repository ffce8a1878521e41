"""The target's endpoints as methods: a template is filled, sent and recorded."""

from __future__ import annotations

import dataclasses
import urllib.parse
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

import requests

from nango_conformance.driver.credentials import credential
from nango_conformance.driver.transport import Request, Transport, new_session
from nango_conformance.errors import ControlFailed, TargetUnusable
from nango_conformance.evidence import Exchange, Source
from nango_conformance.target import Route, Target, fill

if TYPE_CHECKING:
    from nango_conformance.driver.cast import Person

NOBODY = "a stranger"

_MAY_BE_ABSENT: Final = ("{actor.email}", "{actor.name}")
_IDS = ("connection.id", "connection.row")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Twist:
    """
    What a request says beyond or against its template.

    `anonymous` leaves the credential out though a person is meant; `trespassing` expects that
    the choice of a workspace is refused. `home` is the workspace that the credential names,
    where that is another than the one that the request is about. `reshape` makes another body of
    the one that was to be sent: bytes are sent as they are. `method` is sent in place of its own;
    `body_as_query` says in the address what the body would say. `patience` multiplies how long
    the answer may take.
    """

    body: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    query: Mapping[str, str] = dataclasses.field(default_factory=dict)
    headers: Mapping[str, str] = dataclasses.field(default_factory=dict)
    without_query: bool = False
    anonymous: bool = False
    trespassing: bool = False
    home: str | None = None
    reshape: Callable[[Any], Any] | None = None
    method: str | None = None
    patience: float = 1.0
    body_as_query: bool = False


class Endpoints:
    """
    One target's endpoints, with a session of its own for each person.

    `heard` is every exchange so far, oldest first.
    """

    def __init__(self, target: Target, transport: Transport, run_values: Mapping[str, str]) -> None:
        self._target = target
        self._transport = transport
        self._run_values = dict(run_values)
        self._sessions: dict[str, requests.Session] = {}
        self._selected: dict[str, str] = {}
        self.heard: list[Exchange] = []

    def close(self) -> None:
        """Close every connection."""
        for session in self._sessions.values():
            session.close()

    def call(
        self,
        route: Route,
        values: Mapping[str, str],
        *,
        person: Person | None = None,
        twist: Twist | None = None,
    ) -> Exchange:
        """Send a route's request as somebody, or as a stranger, and return the exchange."""
        twist = twist or Twist()
        known = {**self._run_values, **(person.values() if person else {}), **values}
        if person is not None and not twist.anonymous:
            self._select(person, known, twist)
        return self._send(route, known, None if twist.anonymous else person, twist)

    def _send(
        self, route: Route, known: Mapping[str, str], person: Person | None, twist: Twist
    ) -> Exchange:
        # An id may hold a slash, which in an address would begin another place.
        ids = {name: urllib.parse.quote(known.get(name, ""), safe="") for name in _IDS}
        path = fill(route.path, {**known, **ids})
        path = path.split("?")[0] if twist.without_query else path
        body = _without_absent(route.body, fill(route.body, known))
        body = {**body, **twist.body} if isinstance(body, Mapping) else body
        said: dict[str, str] = {}
        limits = self._target.limits
        if twist.body_as_query:
            said, body = {k: str(v) for k, v in (body or {}).items()}, None
        request = Request(
            who=person.name if person else NOBODY,
            method=twist.method or route.method,
            url=self._target.base_url + _with_query(path, {**twist.query, **said}),
            headers={
                **fill(route.headers, known),
                **self._credential(person, known, twist.home),
                **twist.headers,
            },
            body=twist.reshape(body) if twist.reshape else body,
            limit_s=limits.connect_s if route is self._target.connect else None,
            patience=twist.patience,
            place=self._place(route),
            email=person.email if person else "",
        )
        self.heard.append(self._transport.send(self._session(person), request))
        return self.heard[-1]

    def meet(self, email: str, *, outside: bool) -> None:
        """Let it be known whose address somebody else must not be shown."""
        self._transport.ear.meet(email, outside=outside)

    def _place(self, route: Route) -> Source:
        status = self._target.status
        return Source.STATUS if status is not None and route is status.http else Source.ANSWER

    def sign_in(self, person: Person) -> None:
        """Sign somebody in; raise ControlFailed when the target does not let her."""
        route = self._target.auth.request
        if self._target.auth.mode != "cookie-login" or route is None:
            return
        exchange = self.call(route, {}, person=person)
        if exchange.status is None:
            raise TargetUnusable(f"the target does not answer at {exchange.url}: {exchange.error}")
        if not route.accepts(exchange.status):
            raise ControlFailed(
                f"{person.name} could not sign in: {exchange.said} at {exchange.url}"
            )

    def _select(self, person: Person, known: Mapping[str, str], twist: Twist) -> None:
        """Choose the workspace that a request is about, where the target keeps the choice."""
        route, workspace = self._target.select, known.get("workspace.id")
        if route is None or not workspace or self._selected.get(person.email) == workspace:
            return
        exchange = self._send(route, known, person, Twist())
        if exchange.status is not None and route.accepts(exchange.status):
            self._selected[person.email] = workspace
        elif not twist.trespassing:
            raise ControlFailed(
                f"{person.name} could not choose her workspace: {exchange.said} at {exchange.url}"
            )

    def _credential(
        self, person: Person | None, known: Mapping[str, str], home: str | None
    ) -> dict[str, str]:
        if person is None:
            return {}
        own = {} if home is None else {"workspace.id": home}
        return credential(self._target.auth, {**known, **person.values(), **own})

    def _session(self, person: Person | None) -> requests.Session:
        if person is None:
            return new_session()
        # A person keeps her session, and its cookies, under her name: her id comes later.
        if person.email not in self._sessions:
            self._sessions[person.email] = new_session()
        return self._sessions[person.email]


def _without_absent(template: Any, body: Any) -> Any:
    """Return a body without the members by which it would say what somebody does not have."""
    if not isinstance(template, Mapping) or not isinstance(body, Mapping):
        return body
    absent = {name for name, text in template.items() if text in _MAY_BE_ABSENT and not body[name]}
    return {name: value for name, value in body.items() if name not in absent}


def _with_query(path: str, query: Mapping[str, str]) -> str:
    if not query:
        return path
    text = "&".join(f"{name}={urllib.parse.quote(value, safe='')}" for name, value in query.items())
    return f"{path}{'&' if '?' in path else '?'}{text}"
