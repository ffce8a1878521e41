"""The fake Nango as the harness sees it: what it issued, received and delivered."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import json
import urllib.parse
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from fake_nango.client import Control, Delivery, Event, Page
from nango_conformance.driver.pace import Pace
from nango_conformance.errors import ControlFailed
from nango_conformance.evidence import Call, Hook, Issued, Lag

SETTLE_S = 15.0
"""How long traffic may take to come to rest before nothing can be concluded from silence."""

ENOUGH_S: Final = 2.0
"""Silence that is enough for any patience, unless the target's own quiet time is longer."""

MORE_QUIET_S: Final = 1.0
"""How much longer a quiet time may become because the machine is busy."""


class Nango:
    """Reads one environment of a fake, in the harness's own nouns."""

    def __init__(
        self,
        control: Control,
        *,
        quiet_s: float,
        pace: Pace | None = None,
        lag: Callable[[], Lag] = Lag,
    ) -> None:
        self.control = control
        self._pace = pace
        self._lag = lag
        self._fences: list[tuple[int, int]] = []
        self._quiet_s = quiet_s
        self._settled_at = -1
        self._made_at: dict[str, int] = {}

    def make_room(self, count: int = 1) -> None:
        """Return when so many more webhooks are within what the target declares to take."""
        if self._pace is not None:
            self._pace.make_room(count)

    @contextlib.contextmanager
    def fence(self) -> Iterator[None]:
        """Mark in the journal what happens while the harness looks at the target."""
        before = self.mark()
        try:
            yield
        finally:
            self._fences.append((before, self.mark()))

    def mark(self) -> int:
        """Return the place in the journal from which what follows is new."""
        return self.control.mark()

    def settle(self, patience: int = 1) -> None:
        """
        Wait until nothing is on its way and it has been quiet; at once if nothing new came.

        `patience` multiplies the quiet time, for stories that must not be mixed up, as far as is
        not enough for everybody: a target that says 1.5 seconds has said enough. On a busy machine
        what is on its way is slower, so silence says less and has to last longer.
        """
        mark = self.control.mark()
        if mark == self._settled_at and patience == 1:
            return
        quiet_s = max(self._quiet_s, min(self._quiet_s * patience, ENOUGH_S))
        quiet_s = min(self._lag().allowance(quiet_s), quiet_s + MORE_QUIET_S)
        page = self.control.settle(mark, quiet_s=quiet_s, timeout_s=SETTLE_S + quiet_s)
        if not page.settled:
            raise ControlFailed(f"traffic did not come to rest within {SETTLE_S:.0f} s")
        self._settled_at = page.mark

    def news(self, since: int, timeout_s: float) -> Page:
        """Wait for anything newer than a mark, and return it."""
        return self.control.journal(since=since, wait="news", timeout_s=timeout_s)

    def events(self, since: int) -> tuple[Event, ...]:
        """Return everything since a mark."""
        return self._remembered(self.control.journal(since=since))

    def issued(self, since: int) -> tuple[Issued, ...]:
        """Return the sessions that Nango issued to a backend since a mark."""
        events = self.events(since)
        requests = {_token(e): _json(e.data["body"]) for e in events if e.kind == "api"}
        return tuple(
            _issued(event, requests[event.data["token"]])
            for event in events
            if event.kind == "session" and event.data["token"] in requests
        )

    def issued_before(self, mark: int) -> tuple[Issued, ...]:
        """Return the sessions that Nango issued to a backend before a mark, as far as it knows."""
        older = {e.data["token"] for e in self.events(0) if e.kind == "session" and e.seq <= mark}
        return tuple(one for one in self.issued(0) if one.token in older)

    def calls(self, since: int) -> tuple[Call, ...]:
        """Return the calls that a backend made to the API since a mark."""
        return self._made(self.control.journal(since=since, kinds=("api",)))

    def following(self, since: int) -> Callable[[], tuple[Call, ...]]:
        """
        Return what gives the calls since a mark as often as it is asked, and reads each once.

        Where much happens, to read all of it again and again would keep the fake from working.
        It raises ControlFailed when the journal had to let go of something in between.
        """
        known: list[Call] = []
        mark = since

        def calls() -> tuple[Call, ...]:
            nonlocal mark
            page = self.control.journal(since=mark, kinds=("api",))
            if page.dropped > mark:
                raise ControlFailed("the fake's journal did not hold all that happened")
            mark = page.mark
            known.extend(self._made(page))
            return tuple(known)

        return calls

    def _made(self, page: Page) -> tuple[Call, ...]:
        made = (_call(event) for event in page.events if event.kind == "api")
        return tuple(
            dataclasses.replace(call, fenced=True) if self._is_fenced(call) else call
            for call in made
            if not call.played and call.auth != "connect_session"
        )

    def _is_fenced(self, call: Call) -> bool:
        return any(before < call.seq <= after for before, after in self._fences)

    def provider_calls(self, since: int) -> tuple[Call, ...]:
        """Return the requests that the built-in provider answered since a mark."""
        return tuple(_call(event) for event in self.events(since) if event.kind == "provider")

    def connections_before(self, mark: int) -> tuple[str, ...]:
        """Return the connections that were made before a mark, in whatever story."""
        self._remembered(self.control.journal(kinds=("connection",)))
        return tuple(connection for connection, made in self._made_at.items() if made <= mark)

    def is_older(self, event: Event, mark: int) -> bool:
        """Say whether an event is about a connection that was made before a mark."""
        return (
            event.connection is not None and self._made_at.get(event.connection, mark + 1) <= mark
        )

    def _remembered(self, page: Page) -> tuple[Event, ...]:
        """Note which connections there are: the journal lets go of what is old."""
        for event in page.events:
            if event.kind == "connection" and event.connection:
                self._made_at.setdefault(event.connection, event.seq)
        return page.events

    def made_at(self, mark: int, connection: str | None) -> datetime.datetime | None:
        """Return when a connection was made, if it was since a mark."""
        page = self.control.journal(since=mark, kinds=("connection",))
        mine = next((event for event in page.events if event.connection == connection), None)
        return datetime.datetime.fromisoformat(mine.at) if mine else None

    def hooks(self, since: int, connection: str | None = None) -> tuple[Hook, ...]:
        """Return the webhooks made since a mark, those of one connection if it is named."""
        found = self.control.deliveries(since=since, connection=connection)
        return tuple(hook_of(delivery) for delivery in found)


def hook_of(delivery: Delivery) -> Hook:
    """Return a delivery as the expectations want it."""
    last = delivery.attempts[-1] if delivery.attempts else None
    return Hook(
        id=delivery.id,
        kind=str(delivery.event.get("type")),
        operation=delivery.event.get("operation"),
        success=delivery.event.get("success"),
        connection=delivery.connection,
        integration=delivery.integration,
        status=last.status if last else None,
        error=last.error if last else None,
        attempts=len(delivery.attempts),
        body=delivery.body,
        state=delivery.state,
        answer=last.answer if last else "",
        hops=last.redirects if last else (),
        defect=delivery.defect,
    )


def _issued(event: Event, request: Any) -> Issued:
    allowed = event.data.get("allowed_integrations")
    return Issued(
        id=str(event.session or event.data["id"]),
        token=event.data["token"],
        link=event.data["connect_link"],
        request=request if isinstance(request, Mapping) else {},
        allowed=None if allowed is None else tuple(allowed),
    )


def _token(event: Event) -> str | None:
    answer = _json(event.data["answer"])
    data = answer.get("data") if isinstance(answer, Mapping) else None
    return data.get("token") if isinstance(data, Mapping) else None


def _call(event: Event) -> Call:
    data = event.data
    headers = {name.lower(): value for name, value in data.get("headers", ())}
    body = _json(data.get("body", ""))
    return Call(
        seq=event.seq,
        at=datetime.datetime.fromisoformat(event.at),
        method=data["method"],
        path=data["path"],
        query=data.get("query", ""),
        body=body,
        headers=headers,
        status=data["status"],
        auth=data.get("auth", "none"),
        names=_named(data["path"], data.get("query", ""), headers, body),
        integration=_integration(data.get("query", ""), headers, body) or event.integration,
        fault=data.get("fault"),
        played=bool(data.get("played")),
        endpoint=data.get("endpoint"),
        caller=data.get("caller"),
    )


def _named(path: str, query: str, headers: Mapping[str, str], body: Any) -> str | None:
    """Return the connection that a request names, known to Nango or not."""
    parts = path.strip("/").split("/", 1)
    if parts[0] in {"connection", "connections"} and len(parts) > 1 and parts[1] != "metadata":
        return urllib.parse.unquote(parts[1])
    if "connection-id" in headers:
        return headers["connection-id"]
    if isinstance(body, Mapping) and isinstance(body.get("connection_id"), str):
        return str(body["connection_id"])
    found = urllib.parse.parse_qs(query)
    named = found.get("connection_id") or found.get("connectionId")
    return named[0] if named else None


def _integration(query: str, headers: Mapping[str, str], body: Any) -> str | None:
    if "provider-config-key" in headers:
        return headers["provider-config-key"]
    if isinstance(body, Mapping) and isinstance(body.get("provider_config_key"), str):
        return str(body["provider_config_key"])
    found = urllib.parse.parse_qs(query).get("provider_config_key")
    return found[0] if found else None


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None
