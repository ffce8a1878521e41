"""
Which schema belongs to which message: the API's endpoints of the ten steps, as a table.

Paths are matched as Express does: in any letter case, with or without a slash at the end.
The first line that fits counts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Final


class Side(StrEnum):
    """Who sent a message."""

    BACKEND = "backend"
    BROWSER = "browser"
    NANGO = "nango"


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One endpoint, who calls it, and the schemas of what is said there."""

    method: str
    path: str
    answers: Mapping[int, str]
    by: Side = Side.BACKEND
    body: str | None = None
    query: str | None = None
    headers: str | None = None

    @property
    def title(self) -> str:
        """The endpoint as documentation writes it."""
        return f"{self.method} {self.path}"


def _ok(name: str, status: int = 200) -> Mapping[int, str]:
    return MappingProxyType({status: name})


SESSION: Final = _ok("connect-session-created.answer", 201)
CONNECTIONS: Final = _ok("connections.answer")
CONNECTION: Final = _ok("connection.answer")
TAKEN: Final = _ok("success.answer")
DELETION: Final = "connection-deletion.query"

ROUTES: Final[tuple[Route, ...]] = (
    Route(
        method="POST",
        path="/connect/sessions",
        body="connect-sessions.request",
        query="nothing.query",
        answers=SESSION,
    ),
    Route(
        method="POST",
        path="/connect/sessions/reconnect",
        body="reconnect.request",
        query="nothing.query",
        answers=SESSION,
    ),
    Route(
        method="GET",
        path="/connect/session",
        by=Side.BROWSER,
        query="nothing.query",
        answers=_ok("connect-session.answer"),
    ),
    Route(
        method="GET",
        path="/integrations",
        query="nothing.query",
        answers=_ok("integrations.answer"),
    ),
    Route(
        method="GET",
        path="/providers/:provider",
        query="nothing.query",
        answers=_ok("provider.answer"),
    ),
    Route(
        method="POST",
        path="/connections/metadata",
        body="metadata.request",
        answers=_ok("metadata.request", 201),
    ),
    Route(
        method="PATCH",
        path="/connections/metadata",
        body="metadata.request",
        answers=_ok("metadata.request"),
    ),
    Route(method="GET", path="/connections", query="connections.query", answers=CONNECTIONS),
    Route(method="GET", path="/connection", query="connections.query", answers=CONNECTIONS),
    Route(method="GET", path="/connections/:id", query="connection.query", answers=CONNECTION),
    Route(method="GET", path="/connection/:id", query="connection.query", answers=CONNECTION),
    Route(method="DELETE", path="/connections/:id", query=DELETION, answers=TAKEN),
    Route(method="DELETE", path="/connection/:id", query=DELETION, answers=TAKEN),
    Route(
        method="POST",
        path="/sync/trigger",
        body="sync-trigger.request",
        query="nothing.query",
        answers=TAKEN,
    ),
    Route(method="POST", path="/sync/start", body="sync-start.request", answers=TAKEN),
    Route(method="POST", path="/sync/pause", body="sync-start.request", answers=TAKEN),
    Route(
        method="GET",
        path="/sync/status",
        query="sync-status.query",
        answers=_ok("sync-status.answer"),
    ),
    Route(
        method="GET",
        path="/records",
        query="records.query",
        headers="records.headers",
        answers=_ok("records.answer"),
    ),
)


@cache
def patterns() -> tuple[tuple[Route, re.Pattern[str]], ...]:
    """Return each endpoint with its path as a pattern."""
    return tuple(
        (route, re.compile(re.sub(r":\w+", "[^/]+", route.path) + "/?", re.IGNORECASE))
        for route in ROUTES
    )


def route_of(method: str, path: str) -> Route | None:
    """Return the endpoint that this request is for, or None when no schema knows it."""
    return next(
        (
            route
            for route, pattern in patterns()
            if route.method == method and pattern.fullmatch(path)
        ),
        None,
    )
