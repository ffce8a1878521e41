"""
The world outside Nango: a provider with an API, and an application's receiver of webhooks.

It does what its caller's address and code say, so a recorded answer can name the trouble
that it is about: the code `bad` is refused, `/api/status/503` answers 503, and so on.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

JSON: Final = "application/json"
PAGE: Final = "text/html"
TEXT: Final = "text/plain"

REDIRECTS: Final = frozenset({302, 307, 308})
TOO_MANY: Final = 429

Answered = tuple[int, str, str]

# How a token endpoint goes wrong, by the code that it is given.
TROUBLES: Final[dict[str, Answered]] = {
    "bad": (400, JSON, '{"error": "invalid_grant", "error_description": "code expired"}'),
    "boom": (500, TEXT, "boom"),
    "page": (200, PAGE, "<p>hello</p>"),
    "no-token": (200, JSON, "{}"),
    "error-in-200": (200, JSON, '{"error": "nope"}'),
}
REFUSED: Final[Answered] = (400, JSON, '{"error": "invalid_grant"}')


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One request as the outside world got it."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: str

    @property
    def form(self) -> dict[str, str]:
        """The body, read as a form."""
        return dict(parse_qsl(self.body))


@dataclass(slots=True)
class Outside:
    """A provider and a receiver; what arrives is kept, what is answered is decided here."""

    url: str = ""
    arrivals: list[Arrival] = field(default_factory=list)
    refuses_refresh: bool = False
    # What the receiver says, one after the other; the last one stays, and 0 says nothing.
    hook: list[int] = field(default_factory=lambda: [200])

    def at(self, path: str) -> list[Arrival]:
        """List the requests to one path."""
        return [each for each in self.arrivals if each.path == path]

    def answer(self, request: Arrival) -> Answered:
        """Decide what a request gets."""
        first = request.path.split("/")[1]
        return {"token": self._token, "token-short": self._token, "api": self._api}.get(
            first, self._hook
        )(request)

    def _token(self, request: Arrival) -> Answered:
        form = request.form
        if form["grant_type"] == "refresh_token" and self.refuses_refresh:
            return REFUSED
        if (trouble := TROUBLES.get(form.get("code", ""))) is not None:
            return trouble
        number = len(self.arrivals)
        granted: dict[str, Any] = {
            "access_token": f"at-{number}",
            "token_type": "bearer",
            "scope": "read write",
            "extra": {"team": "T1"},
        }
        if request.path == "/token-short":
            granted |= {"refresh_token": f"rt-{number}", "expires_in": 3600}
        return 200, JSON, json.dumps(granted)

    def _api(self, request: Arrival) -> Answered:
        _, _, what, *rest = [*request.path.split("/"), ""]
        if what == "status":
            if rest[0] == "204":
                return 204, TEXT, ""
            return int(rest[0]), f"{JSON}; charset=utf-8", json.dumps({"status": rest[0]})
        if what == "text":
            return 200, TEXT, "plain text"
        if what == "verify":
            good = request.headers.get("authorization") == "Bearer good-key"
            return (200 if good else 401), JSON, "{}"
        shown = {
            "method": request.method,
            "url": request.path + (f"?{request.query}" if request.query else ""),
            "authorization": request.headers.get("authorization"),
            "forwarded": request.headers.get("x-forwarded-thing"),
            "own": request.headers.get("x-own-thing"),
            "body": request.body,
        }
        return 200, JSON, json.dumps(shown)

    def _hook(self, _request: Arrival) -> Answered:
        return (self.hook.pop(0) if len(self.hook) > 1 else self.hook[0]), TEXT, ""


def _handler(outside: Outside) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
            url = urlsplit(self.path)
            arrival = Arrival(
                method=self.command,
                path=url.path,
                query=url.query,
                headers={name.lower(): value for name, value in self.headers.items()},
                body=body,
            )
            outside.arrivals.append(arrival)
            self._say(*outside.answer(arrival))

        def _say(self, status: int, kind: str, text: str) -> None:
            if not status:
                self.close_connection = True
                return
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(text)))
            if status in REDIRECTS and self.path == "/hook":
                self.send_header("Location", f"{outside.url}/moved")
            if status == TOO_MANY:
                self.send_header("Retry-After", "1")
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(text.encode())

        do_GET = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_POST  # noqa: N815 - http.server's names

        def log_message(self, *_said: object) -> None:
            return

    return Handler


@contextmanager
def running() -> Iterator[Outside]:
    """Run the outside world."""
    outside = Outside()
    with ThreadingHTTPServer(("127.0.0.1", 0), _handler(outside)) as server:
        server.daemon_threads = True
        outside.url = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield outside
        server.shutdown()
