"""The target's endpoints as methods: a template is filled, sent and recorded."""

from __future__ import annotations

import dataclasses
import urllib.parse
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import jmespath
import requests

from nango_conformance.driver.transport import Request, Transport, new_session
from nango_conformance.errors import ControlFailed, TargetUnusable
from nango_conformance.evidence import Exchange
from nango_conformance.target import Fixture, Route, Target, fill

if TYPE_CHECKING:
    from nango_conformance.driver.cast import Person

NOBODY = "a stranger"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Twist:
    """What a request says beyond or against its template: a claim, or a missing credential."""

    body: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    query: Mapping[str, str] = dataclasses.field(default_factory=dict)
    headers: Mapping[str, str] = dataclasses.field(default_factory=dict)
    without_query: bool = False


class Endpoints:
    """One target's endpoints, with a session of its own for each person."""

    def __init__(self, target: Target, transport: Transport, run_values: Mapping[str, str]) -> None:
        self._target = target
        self._transport = transport
        self._run_values = dict(run_values)
        self._sessions: dict[str, requests.Session] = {}

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
        path = fill(route.path, known)
        path = path.split("?")[0] if twist.without_query else path
        body = fill(route.body, known)
        request = Request(
            who=person.name if person else NOBODY,
            method=route.method,
            url=self._target.base_url + _with_query(path, twist.query),
            headers={**fill(route.headers, known), **self._credential(person), **twist.headers},
            body={**body, **twist.body} if isinstance(body, Mapping) else body,
        )
        return self._transport.send(self._session(person), request)

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

    def create_actor(self, person: Person) -> tuple[str, str | None]:
        """Make somebody; return the target's id of her and of her first workspace."""
        fixture = self._declared(self._target.fixtures.create_actor, "create_actor")
        answer = self._made(fixture, {}, person, f"making {person.name}")
        workspace = jmespath.search(fixture.workspace, answer) if fixture.workspace else None
        return _selected(fixture, answer, f"making {person.name}"), workspace

    def create_workspace(self, person: Person, name: str) -> str:
        """Make somebody a further workspace; return its id."""
        fixture = self._declared(self._target.fixtures.create_workspace, "create_workspace")
        answer = self._made(fixture, {"workspace.name": name}, person, "making a workspace")
        return _selected(fixture, answer, "making a workspace")

    def add_member(self, host: Person, guest: Person, workspace: str) -> None:
        """Let somebody add another to her workspace."""
        fixture = self._declared(self._target.fixtures.add_member, "add_member")
        values = {**guest.values(), "workspace.id": workspace}
        self._made(fixture, values, host, f"adding {guest.name} to a workspace")

    def _made(self, fixture: Fixture, values: Mapping[str, str], person: Person, what: str) -> Any:
        exchange = self.call(fixture, values, person=person)
        if exchange.status is None:
            raise TargetUnusable(f"the target does not answer at {exchange.url}: {exchange.error}")
        if not fixture.accepts(exchange.status):
            raise ControlFailed(f"{what} did not work: {exchange.said} at {exchange.url}")
        return exchange.json

    def _declared(self, fixture: Fixture | None, name: str) -> Fixture:
        if fixture is None:
            raise ControlFailed(f"[fixtures] {name} is not declared")
        return fixture

    def _session(self, person: Person | None) -> requests.Session:
        if person is None:
            return new_session()
        # A person keeps her session, and its cookies, under her name: her id comes later.
        if person.email not in self._sessions:
            self._sessions[person.email] = new_session()
        return self._sessions[person.email]

    def _credential(self, person: Person | None) -> dict[str, str]:
        auth = self._target.auth
        if person is None or auth.mode in {"none", "cookie-login"}:
            return {}
        token = fill(auth.token, {**self._run_values, **person.values()})
        return (
            {"authorization": f"Bearer {token}"} if auth.mode == "bearer" else {auth.header: token}
        )


def _selected(fixture: Fixture, answer: Any, what: str) -> str:
    found = jmespath.search(fixture.id, answer) if fixture.id else None
    if not isinstance(found, str | int):
        raise ControlFailed(f"{what}: the answer has no id at {fixture.id!r}")
    return str(found)


def _with_query(path: str, query: Mapping[str, str]) -> str:
    if not query:
        return path
    text = "&".join(f"{name}={urllib.parse.quote(value, safe='')}" for name, value in query.items())
    return f"{path}{'&' if '?' in path else '?'}{text}"
