"""A control API that tells what it was given, and the events that it is given."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast

from fake_nango.client import Control, Event, Page
from nango_conformance.driver.nango import Nango

AT = "2026-03-12T09:30:00.000Z"


def event(kind: str, seq: int = 1, **more: Any) -> Event:
    """Return an event of the journal."""
    known = {"session": None, "connection": None, "integration": None}
    known |= {key: more.pop(key) for key in tuple(known) if key in more}
    return Event(
        seq=seq, at=AT, wall=AT, kind=kind, environment="dev", person=None, data=more, **known
    )


def api(line: str, body: Any = None, answer: Any = None, **more: Any) -> Event:
    """Return a request to the API."""
    method, _, target = line.partition(" ")
    path, _, query = target.partition("?")
    data = {
        "method": method,
        "path": path,
        "query": query,
        "headers": (),
        "body": body if isinstance(body, str) else json.dumps(body),
        "status": 200,
        "answer": json.dumps(answer),
        "auth": "secret_key",
    }
    return event("api", **{**data, **more})


class Told:
    """A control API that tells what it was given."""

    def __init__(self, *events: Event, settled: bool = True, mark: int = 9) -> None:
        self.events = events
        self.settled = settled
        self.at = mark
        self.asked: list[Mapping[str, Any]] = []

    def mark(self) -> int:
        """Return the end of the journal."""
        return self.at

    def journal(self, **asked: Any) -> Page:
        """Return everything, whatever was asked."""
        self.asked.append(asked)
        return Page(mark=self.at, settled=self.settled, dropped=0, events=self.events)

    def settle(self, since: int, **asked: Any) -> Page:
        """Return at once."""
        return self.journal(since=since, **asked)


def nango(told: Told) -> Nango:
    """Return the reader of what was told."""
    return Nango(cast("Control", told), quiet_s=0.1)
