"""
One request of the API while it is answered: what was sent, and what it turned out to be.

Handlers read from it and note what they find out (the environment, the session, the
connection); the journal is written from those notes.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote

from aiohttp import web

from fake_nango.answers import Answer, Refused, invalid, json_answer
from fake_nango.model import ConnectSession
from fake_nango.query import parse_query
from fake_nango.rules import MISSING, unrecognized
from fake_nango.world import Environment, World

JSON_START = "application/json"
_BLANK = b" \t\r\n"


def _no_constant(name: str) -> Any:
    raise ValueError(f"Unexpected token {name[0]!r}, {name} is not valid JSON")


_decode = json.JSONDecoder(parse_constant=_no_constant).decode


class Call:
    """A request, its parts as they are needed, and what is known of it so far."""

    __slots__ = (
        "_query",
        "_session",
        "auth",
        "body",
        "connection",
        "environment",
        "integration",
        "json",
        "kind",
        "method",
        "params",
        "path",
        "person",
        "query_string",
        "request",
        "scopes",
        "session",
        "world",
    )

    def __init__(self, world: World, request: web.BaseRequest) -> None:
        self.world = world
        self.request = request
        self.method = request.method
        self.path, _, self.query_string = request.raw_path.partition("?")
        kind = request.headers.get("Content-Type")
        self.kind = None if kind is None else kind.lower()
        self.body = b""
        self.json: Any = MISSING
        self.params: tuple[str, ...] = ()
        self.auth = "none"
        self.environment: Environment | None = None
        # What the key was granted; None where it opens everything, or none was shown.
        self.scopes: tuple[str, ...] | None = None
        self.person: str | None = None
        self.session: str | None = None
        self.connection: str | None = None
        self.integration: str | None = None
        self._query: dict[str, Any] | None = None
        self._session: ConnectSession | None = None

    @property
    def env(self) -> Environment:
        """The environment whose key or token the request has shown."""
        if self.environment is None:
            raise RuntimeError(f"{self.path} has a handler that needs authentication")
        return self.environment

    @property
    def token(self) -> ConnectSession:
        """The session whose token the request has shown."""
        if self._session is None:
            raise RuntimeError(f"{self.path} has a handler that needs a session")
        return self._session

    @property
    def opened(self) -> ConnectSession | None:
        """The session whose token the request has shown, if it has."""
        return self._session

    @property
    def query(self) -> dict[str, Any]:
        """The query string, read once."""
        if self._query is None:
            self._query = parse_query(self.query_string)
        return self._query

    def header(self, name: str) -> str | None:
        """Read a header, whatever its letter case."""
        return self.request.headers.get(name)

    def param(self, index: int = 0) -> str:
        """Read a variable part of the path."""
        return unquote(self.params[index])

    def with_session(self, session: ConnectSession) -> None:
        """Note the session that a request belongs to, and whose it is."""
        self._session = session
        self.session = session.id
        self.person = session.person

    def read_json(self) -> None:
        """Parse a JSON body, or refuse it as Express does: before anything else is looked at."""
        if self.kind is None or not self.kind.startswith(JSON_START):
            return
        if not self.body:
            self.json = {}
            return
        if self.body.lstrip(_BLANK)[:1] not in {b"{", b"["}:
            raise Refused(_invalid_json("Unexpected token in JSON at position 0"))
        try:
            self.json = _decode(self.body.decode())
        except (ValueError, RecursionError) as error:
            raise Refused(_invalid_json(str(error))) from error

    def refuse_query(self) -> None:
        """Refuse any query string, as endpoints do that have none."""
        if self.query_string and self.query:
            raise invalid("invalid_query_params", [unrecognized(list(self.query))])


def _invalid_json(message: str) -> Answer:
    answer = json_answer(400, {"error": {"code": "invalid_json", "message": message}})
    # The parser runs before Nango adds its CORS headers.
    answer.cors = False
    return answer
