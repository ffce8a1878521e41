"""
Who is measured side by side, how each is started, and what it is asked.

The same request for all, a POST with a JSON body that is answered 201 with a JSON body; an
OAuth server is asked for a token instead. Theirs are set up in their own favour: a fixed
answer, no journal, no log, connections kept open. Only the fake validates, remembers and
writes a journal.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks import bare, fake
from benchmarks.fake import Ports
from benchmarks.line import request
from benchmarks.packages import node_modules, program
from benchmarks.processes import free_ports

PATH: Final = "/connect/sessions"
BODY: Final = (
    b'{"end_user":{"id":"user-1","email":"user1@example.com","display_name":"User One"},'
    b'"allowed_integrations":["google-mail"]}'
)
# As long as what the fake answers.
_ANSWER: Final = json.dumps(
    {
        "data": {
            "token": "nango_connect_session_" + "0" * 64,
            "connect_link": "http://127.0.0.1:3009?session_token=nango_connect_session_" + "0" * 64,
            "expires_at": "2026-01-01T00:30:00.000Z",
        }
    }
)
_JSON: Final = {"Content-Type": "application/json"}
CREATE: Final = request("POST", PATH, BODY, fake.bearer())
TOKEN: Final = request(
    "POST",
    "/token",
    b"grant_type=client_credentials&client_id=client&client_secret=secret",
    kind="application/x-www-form-urlencoded",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """A server to be measured: a name, the command for a folder and a port, and the request."""

    name: str
    asked: str
    command: Callable[[Path, int], list[str]]
    request: bytes
    status: int


def _fake(_folder: Path, port: int) -> list[str]:
    ui, control = free_ports(2)
    return fake.command(Ports(api=port, ui=ui, control=control))


def _bare(_folder: Path, port: int) -> list[str]:
    return [sys.executable, bare.__file__, str(port)]


def _mountebank(folder: Path, port: int) -> list[str]:
    # Without the header, mountebank closes the connection after each answer.
    headers = {**_JSON, "Connection": "keep-alive"}
    stub = {
        "predicates": [{"equals": {"method": "POST", "path": PATH}}],
        "responses": [{"is": {"statusCode": 201, "headers": headers, "body": _ANSWER}}],
    }
    _write(
        folder / "imposters.json",
        {"imposters": [{"port": port, "protocol": "http", "stubs": [stub]}]},
    )
    mb = str(node_modules() / "mountebank" / "bin" / "mb")
    quiet = ("--nologfile", "--loglevel", "error", "--pidfile", str(folder / "pid"))
    where = ("--port", str(free_ports(1)[0]), "--localOnly", "--configfile", "imposters.json")
    return [program("node"), mb, "start", *where, *quiet]


def _wiremock(folder: Path, port: int) -> list[str]:
    (folder / "mappings").mkdir(exist_ok=True)
    answer = {"status": 201, "headers": _JSON, "body": _ANSWER}
    _write(
        folder / "mappings" / "sessions.json",
        {"request": {"method": "POST", "url": PATH}, "response": answer},
    )
    java = program("java")
    (jar,) = (node_modules() / "wiremock" / "build").glob("*.jar")
    where = ("--port", str(port), "--bind-address", "127.0.0.1", "--root-dir", str(folder))
    return [java, "-jar", str(jar), *where, "--no-request-journal", "--disable-banner"]


def _oauth2_mock_server(_folder: Path, port: int) -> list[str]:
    main = node_modules() / "oauth2-mock-server" / "dist" / "oauth2-mock-server.mjs"
    return [program("node"), str(main), "-a", "127.0.0.1", "-p", str(port)]


def _write(file: Path, content: Any) -> None:
    file.write_text(json.dumps(content), "utf-8")


BARE: Final = Contender(
    name="bare aiohttp handler",
    asked=f"POST {PATH}, nothing checked or kept",
    command=_bare,
    request=CREATE,
    status=201,
)
FAKE: Final = Contender(
    name="fake Nango",
    asked=f"POST {PATH}, validated, with state and journal",
    command=_fake,
    request=CREATE,
    status=201,
)
CONTENDERS: Final = (
    BARE,
    FAKE,
    Contender(
        name="mountebank",
        asked=f"POST {PATH}, fixed answer",
        command=_mountebank,
        request=CREATE,
        status=201,
    ),
    Contender(
        name="WireMock",
        asked=f"POST {PATH}, fixed answer",
        command=_wiremock,
        request=CREATE,
        status=201,
    ),
    Contender(
        name="oauth2-mock-server",
        asked="POST /token, a signed JWT",
        command=_oauth2_mock_server,
        request=TOKEN,
        status=200,
    ),
)
