"""A small backend in one file, as somebody might have it, and how it is started."""

from __future__ import annotations

import http.server
import io
import shlex
import sys
import threading
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from nango_conformance.drafting.draft import Account, Draft, Part, Place, Somebody
from nango_conformance.target import Target, load_target

Answer = tuple[int, str]

BACKEND = """
import http.server, json, os, sys, urllib.request

KIND = sys.argv[1]
SECRET = "NANGO_SECRET" if KIND == "renamed" else "NANGO_SECRET_KEY"
if SECRET not in os.environ:
    sys.exit(f"{SECRET} must be set; there is {os.environ['NANGO_SECRET_KEY']}")
HOST, KEY, LINKS, USERS = os.environ["NANGO_HOST"], os.environ[SECRET], {}, {}

def nango(path, body):
    headers = {"authorization": f"Bearer {KEY}", "content-type": "application/json"}
    request = urllib.request.Request(HOST + path, json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)

class Backend(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/healthz":
            return self.answer(200, {})
        who = self.who()
        if self.path != "/me/accounts":
            return self.answer(404, {"error": "no such path"})
        mine = [link for link in LINKS.values() if link["owner"] == who]
        self.answer(200, {"data": {"accounts": mine}})

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        if self.path == "/hooks/nango":
            return self.hook(body) if "type" in body else self.answer(401, {})
        if self.path == "/users":
            return self.make(body)
        if self.path == "/done":
            return self.answer(*((200, {}) if "cid" in body else (400, {"error": "cid?"})))
        if self.path != "/integrations/connect":
            return self.answer(404, {"error": "no such path"})
        who = self.who()
        if not who:
            return self.answer(401, {"error": "who are you"})
        if KIND == "elsewhere":
            return self.answer(200, {"token": "made up"})
        mail = "exchange" if KIND == "unknown" else "google-mail"
        try:
            made = nango("/connect/sessions", {
                "end_user": {"id": who}, "allowed_integrations": [mail]})["data"]
        except urllib.error.HTTPError as error:
            return self.answer(502, {"error": "nango says no"})
        LINKS[who] = {"id": 7, "owner": who, "kind": mail if KIND == "theirs" else body["provider"],
                      "state": "waiting"}
        shown = {"opaque": True} if KIND == "opaque" else {"connect": {"url": made["connect_link"]}}
        self.answer(201, shown | {"until": made["expires_at"]})

    def who(self):
        said = self.headers.get("x-user")
        return USERS.get(said, said)

    def make(self, body):
        if "mail" not in body:
            return self.answer(422, {"error": "mail?", "you sent": body, "more": "." * 999})
        USERS[body["pass"]] = "u-1"
        self.answer(201, {"user": {"uid": "u-1"}})

    def hook(self, event):
        if event["type"] == "auth" and KIND != "deaf":
            who = event["endUser"]["endUserId"]
            LINKS[who] |= {"nango-id": event["connectionId"], "state": "on"}
            nango("/sync/trigger", {"provider_config_key": event["providerConfigKey"],
                                    "connection_id": event["connectionId"], "syncs": ["emails"]})
        self.answer(200, {})

    def answer(self, status, body):
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass

http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Backend).serve_forever()
"""


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """Give the command that starts it; the word says how it is wrong, if it is."""
    file = tmp_path_factory.mktemp("backend") / "backend.py"
    file.write_text(BACKEND, encoding="utf-8")

    def command(kind: str = "right") -> str:
        return shlex.join([sys.executable, str(file), kind])

    return command


@pytest.fixture
def plain(program: Callable[[str], str]) -> Callable[..., Draft]:
    """Give what somebody may know of that backend: a header names the user."""

    def draft(kind: str = "right") -> Draft:
        return Draft(
            name="mine",
            base_url="http://127.0.0.1:{port}",
            command=tuple(shlex.split(program(kind))),
            auth="header",
            header="x-user",
            connect=Place(
                method="POST", path="/integrations/connect", body={"provider": "{integration.key}"}
            ),
            webhook="/hooks/nango",
            status=Place(method="GET", path="/me/accounts"),
            accounts=(Account(key="mail", nango_id="google-mail", provider="google-mail"),),
            people=(Somebody(name="Ada", id="ada", email="ada@example.com"),),
            unsure=frozenset(Part),
        )

    return draft


@pytest.fixture
def serving() -> Iterator[Callable[[Mapping[str, Answer], Answer], str]]:
    """Give a server that answers `METHOD /path` as told, and everything else alike."""
    servers: list[http.server.ThreadingHTTPServer] = []

    def serve(answers: Mapping[str, Answer], otherwise: Answer) -> str:
        class Told(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.rfile.read(int(self.headers.get("content-length", 0)))
                status, text = answers.get(f"{self.command} {self.path}", otherwise)
                body = text.format(path=self.path).encode()
                self.send_response(status)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_GET  # noqa: N815 - the name is the standard library's

            def log_message(self, *_: object) -> None:
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Told)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_address[1]}"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def nobody() -> str:
    """Give an address where nobody listens."""
    with http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler) as taken:
        port = taken.server_address[1]
    return f"http://127.0.0.1:{port}"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder of its own, as the current one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the people's tokens where a written file looks for them."""
    for name in ("ADA", "GRACE", "MALLORY"):
        monkeypatch.setenv(f"NAF_{name}_SECRET", name.lower())


@pytest.fixture
def typing(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Give a way to have answers typed, one a line; after them, Enter is all that is pressed."""

    def types(*lines: str) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines) + "\n" * 40))

    return types


@pytest.fixture
def written() -> Callable[[], Target]:
    """Give a way to read the target that the file describes."""
    return lambda: load_target(Path("target.toml"))


@pytest.fixture
def raw() -> Callable[[], dict[str, Any]]:
    """Give a way to read the file as TOML has it."""
    return lambda: tomllib.loads(Path("target.toml").read_text("utf-8"))
