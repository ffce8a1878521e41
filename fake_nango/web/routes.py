"""
Which handler answers which request; matched as Express does.

A trailing slash and another letter case of the path match, a GET route answers HEAD, and
a `:name` stands for one segment. `*` at the end stands for the rest of the path.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from aiohttp import web

from fake_nango.answers import Answer
from fake_nango.web.auth import Auth
from fake_nango.web.call import Call

Handler = Callable[[Call], Awaitable[Answer | web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Route:
    """One method of one path, who may call it, and whether calls count for the rate limit."""

    method: str
    path: str
    handler: Handler
    auth: Auth = Auth.SECRET


class Routes:
    """All routes: whole paths in a table, those with variable parts in a list."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._whole: dict[tuple[str, str], Route] = {}
        self._patterns: list[tuple[str, tuple[str, ...], Route]] = []
        for route in routes:
            if ":" in route.path or "*" in route.path or route.method == "*":
                self._patterns.append((route.method, tuple(route.path.split("/")), route))
            else:
                self._whole[route.method, route.path] = route

    def find(self, method: str, path: str) -> tuple[Route | None, tuple[str, ...]]:
        """Find the route of a request, and the variable parts of its path."""
        if (route := self._whole.get((method, path))) is not None:
            return route, ()
        if method == "HEAD":
            method = "GET"
        plain = path.lower().rstrip("/") or "/"
        if (route := self._whole.get((method, plain))) is not None:
            return route, ()
        segments = path.split("/")
        for wanted, pattern, candidate in self._patterns:
            if wanted in {method, "*"}:
                params = _match(pattern, segments)
                if params is not None:
                    return candidate, params
        return None, ()


def _match(pattern: tuple[str, ...], segments: list[str]) -> tuple[str, ...] | None:
    rest = pattern[-1] == "*"
    if rest:
        pattern = pattern[:-1]
    elif segments[-1] == "" and len(segments) == len(pattern) + 1:
        segments = segments[:-1]
    if len(segments) < len(pattern) or (not rest and len(segments) != len(pattern)):
        return None
    params = []
    for part, segment in zip(pattern, segments, strict=False):
        if part.startswith(":"):
            if not segment:
                return None
            params.append(segment)
        elif part != segment.lower():
            return None
    if rest:
        params.append("/".join(segments[len(pattern) :]))
    return tuple(params)
