"""
A small whole backend that calls https://api.nango.dev and can be told no other host.

People are made by POST /people and known by their tokens. The webhook writes the row of a
connection, after Nango has said that there is one, and triggers its first sync.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import sys
import threading
import urllib.parse
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

import requests

NANGO: Final = "https://api.nango.dev"
SECRET_KEY: Final = os.environ["NANGO_SECRET_KEY"]
SIGNING_KEY: Final = os.environ["NANGO_WEBHOOK_SIGNING_KEY"]
INTEGRATIONS: Final = {"outlook": "outlook", "gmail": "google-mail"}
LARGEST: Final = 1_000_000

PEOPLE: Final[dict[str, str]] = {}
ROWS: Final[dict[str, dict[str, str]]] = {}
LOCK: Final = threading.Lock()


class Refusal(Exception):  # noqa: N818 - the answer to a request
    """The request is not done, and this is the status that says so."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


def nango(method: str, path: str, **more: Any) -> Any:
    """Call Nango's API, where it is."""
    headers = {"Authorization": f"Bearer {SECRET_KEY}"}
    answer = requests.request(method, NANGO + path, headers=headers, timeout=10, **more)
    answer.raise_for_status()
    return answer.json()


def make_person(request: Request) -> tuple[int, Any]:
    """Let somebody sign up."""
    person = uuid.uuid4().hex
    PEOPLE[request.json()["token"]] = person
    return 201, {"id": person}


def connect(request: Request) -> tuple[int, Any]:
    """Let her who has signed in start connecting."""
    person = request.person()
    integration = INTEGRATIONS.get(str(request.json().get("integration")))
    if integration is None:
        raise Refusal(400)
    asked = {"end_user": {"id": person}, "allowed_integrations": [integration]}
    session = nango("POST", "/connect/sessions", json=asked)["data"]
    return 201, {"token": session["token"], "expiresAt": session["expires_at"]}


def connections(request: Request) -> tuple[int, Any]:
    """Show her connections."""
    person = request.person()
    return 200, {"connections": [row for row in ROWS.values() if row["owner"] == person]}


def disconnect(request: Request) -> tuple[int, Any]:
    """Delete one of her connections, at Nango first."""
    person, id_ = request.person(), request.path.rpartition("/")[2]
    row = ROWS.get(id_)
    if row is None or row["owner"] != person:
        raise Refusal(404)
    nango("DELETE", f"/connections/{id_}", params={"provider_config_key": row["integration"]})
    ROWS.pop(id_, None)
    return 204, None


def webhook(request: Request) -> tuple[int, Any]:
    """Take an event from Nango, if it is from Nango."""
    right = hmac.new(SIGNING_KEY.encode(), request.raw, hashlib.sha256).hexdigest()
    given = request.headers.get("x-nango-hmac-sha256") or ""
    if not hmac.compare_digest(right.encode(), given.encode()):
        raise Refusal(401)
    event = request.json()
    if event.get("type") == "auth":
        with LOCK:
            heed(event)
    return 200, {"ok": True}


def heed(event: dict[str, Any]) -> None:
    """Write down what an event about a connection says."""
    id_, integration = str(event.get("connectionId")), str(event.get("providerConfigKey"))
    good = event.get("success") is True
    row = ROWS.get(id_)
    if row is not None:
        row["status"] = "active" if good else "broken"
        return
    owner = str((event.get("endUser") or {}).get("endUserId"))
    if not good or owner not in PEOPLE.values() or integration not in INTEGRATIONS.values():
        return
    known = nango("GET", "/connections", params={"connectionId": id_})["connections"]
    if not any(each["connection_id"] == id_ for each in known):
        return
    ROWS[id_] = {"id": id_, "owner": owner, "integration": integration, "status": "active"}
    asked = {"provider_config_key": integration, "connection_id": id_, "syncs": ["emails"]}
    nango("POST", "/sync/trigger", json=asked)


ROUTES: Final = {
    ("GET", "healthz"): lambda _: (200, {"ok": True}),
    ("POST", "people"): make_person,
    ("POST", "connect"): connect,
    ("GET", "connections"): connections,
    ("DELETE", "connections"): disconnect,
    ("POST", "webhook"): webhook,
}


class Request(BaseHTTPRequestHandler):
    """One request, while it is answered."""

    raw = b""

    def person(self) -> str:
        """Return who has signed in."""
        scheme, _, token = self.headers.get("authorization", "").partition(" ")
        if scheme != "Bearer" or token not in PEOPLE:
            raise Refusal(401)
        return PEOPLE[token]

    def json(self) -> dict[str, Any]:
        """Return the body as an object."""
        try:
            found = json.loads(self.raw)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise Refusal(400)
        return found

    def answered(self) -> tuple[int, Any]:
        """Do what is asked."""
        length = int(self.headers.get("content-length", "0"))
        if length > LARGEST:
            raise Refusal(413)
        self.raw = self.rfile.read(length)
        route = ROUTES.get((self.command, urllib.parse.urlsplit(self.path).path.split("/")[1]))
        if route is None:
            raise Refusal(404)
        return route(self)

    def do_GET(self) -> None:
        """Answer, and keep what went wrong to the log."""
        try:
            status, body = self.answered()
        except Refusal as refusal:
            status, body = refusal.status, {"error": "refused"}
        except requests.RequestException as error:
            print(type(error).__name__, file=sys.stderr)  # noqa: T201 - the log
            status, body = 502, {"error": "nango_unavailable"}
        text = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("cache-control", "no-store")
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_POST = do_DELETE = do_GET  # noqa: N815 - the names that http.server looks for

    def log_message(self, *_: Any) -> None:
        """Say nothing of what went right."""


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Request).serve_forever()
