"""
Real clients that have https://api.nango.dev hard-coded take the detour by variables alone.

axios asked a proxy in plain text until 1.16.0 and asks for a tunnel since; the SDK 0.58.7 has
an older one, 0.71.4 a newer. Node's own `fetch` knows of proxies from Node 24 on.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
import requests

from fake_nango.detour.variables import Way
from tests.fake_nango.contract.node.conftest import CALLS
from tests.fake_nango.detour.conftest import NANGO, PATIENCE_S, Away

FETCH: Final = Path(__file__).parent / "fetch.cjs"
FETCH_KNOWS_PROXIES: Final = 24
LAST_IN_PLAIN_TEXT: Final = (1, 16, 0)
ASKED: Final = {"end_user": {"id": "ada"}}
SESSION: Final = ("POST", "/connect/sessions", 201)


def node(*arguments: str | Path, environment: Mapping[str, str], said: str = "") -> Any:
    """Run a script with Node in an environment that has these variables and no proxy of its own."""
    inherited = {name: each for name, each in os.environ.items() if "proxy" not in name.lower()}
    done = subprocess.run(
        [shutil.which("node") or "node", *map(str, arguments)],
        env={**inherited, **environment, "NODE_NO_WARNINGS": "1"},
        input=said,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def node_version() -> int:
    """Return the major version of the Node on the path, 0 where there is none."""
    program = shutil.which("node")
    if program is None:
        return 0
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    return int(said.lstrip("v").partition(".")[0])


@pytest.mark.parametrize(
    ("version", "way", "asks"),
    [
        ("58", Way.PROXY_PLAIN, "plain"),
        ("58", Way.PROXY_TLS, "plain"),
        ("71", Way.PROXY_TLS, "tunnel"),
        ("48", Way.PROXY_TLS, "tunnel"),
    ],
)
@pytest.mark.node
def test_the_nango_sdk(away: Away, npm_packages: Path, version: str, way: Way, asks: str) -> None:
    """Constructed with a secret key and nothing else; the API sees what it would have sent."""
    told: list[dict[str, Any]] = [
        {"make": {"secretKey": away.key}},
        {"method": "createConnectSession", "with": [ASKED]},
        {"method": "listIntegrations", "with": []},
    ]
    mark = away.control.mark()

    _, session, integrations = node(
        CALLS,
        f"nango-node-{version}",
        environment={**away.environment(way), "NODE_PATH": str(npm_packages)},
        said="".join(f"{json.dumps(each)}\n" for each in told),
    )

    assert session["value"]["data"]["token"].startswith("nango_connect_session_")
    assert integrations["value"]["configs"]
    first, _ = away.control.journal(since=mark, kinds=("api",)).events
    headers = {name.lower(): value for name, value in first.data["headers"]}
    assert headers["host"] == "api.nango.dev"
    assert headers["user-agent"].startswith("nango-node-client/0." + version)
    assert how_it_asks(npm_packages, version) == asks
    assert away.calls(mark) == [SESSION, ("GET", "/integrations", 200)]


def how_it_asks(npm_packages: Path, sdk: str) -> str:
    """Say how the axios of an SDK asks a proxy for TLS."""
    own = npm_packages / f"nango-node-{sdk}" / "node_modules" / "axios" / "package.json"
    file = own if own.exists() else npm_packages / "axios" / "package.json"
    version = tuple(map(int, json.loads(file.read_text())["version"].split(".")))
    return "plain" if version <= LAST_IN_PLAIN_TEXT else "tunnel"


def ways_of_fetch() -> list[Way]:
    """Return how the `fetch` of the Node on the path can be brought here."""
    return [Way.DNS_TLS, *([Way.PROXY_TLS] if node_version() >= FETCH_KNOWS_PROXIES else [])]


@pytest.mark.parametrize("way", ways_of_fetch())
@pytest.mark.node
def test_nodes_own_fetch(away: Away, way: Way) -> None:
    """By the name, whatever its version; by the proxy, where it knows of proxies."""
    port = [str(away.detour.tls_port)] if way is Way.DNS_TLS else []
    mark = away.control.mark()

    (said,) = node(FETCH, away.key, *port, environment=away.environment(way))

    assert said["status"] == 201, said
    assert away.calls(mark) == [SESSION]


@pytest.mark.node
def test_nobody_is_believed_to_be_nango_without_the_certificate(away: Away) -> None:
    """The detour is for applications that were told of it."""
    mark = away.control.mark()

    (said,) = node(FETCH, away.key, str(away.detour.tls_port), environment={})

    assert "certificate" in said["error"]
    assert away.calls(mark) == []


@pytest.fixture
def told(away: Away, monkeypatch: pytest.MonkeyPatch) -> Away:
    """Let this process have the variables of a proxy with TLS, and no others of the kind."""
    for name in [name for name in os.environ if "proxy" in name.lower()]:
        monkeypatch.delenv(name)
    for name, value in away.environment(Way.PROXY_TLS).items():
        monkeypatch.setenv(name, value)
    return away


def test_requests_of_python(told: Away) -> None:
    """A literal address, one connection for several calls, and a connection past the proxy."""
    mark = told.control.mark()

    with requests.Session() as session:
        session.headers.update(told.bearer)
        made = session.post(f"{NANGO}/connect/sessions", json=ASKED, timeout=PATIENCE_S)
        listed = session.get(f"{NANGO}/connections", timeout=PATIENCE_S)
        here = session.get(f"{told.api}/health", timeout=PATIENCE_S)

    assert (made.status_code, listed.status_code, here.status_code) == (201, 200, 200)
    assert told.calls(mark) == [SESSION, ("GET", "/connections", 200), ("GET", "/health", 200)]


def test_httpx_of_python(told: Away) -> None:
    """It takes the proxy and the authority from the variables, too."""
    mark = told.control.mark()

    with httpx.Client(headers=told.bearer) as client:
        made = client.post(f"{NANGO}/connect/sessions", json=ASKED)
        listed = client.get(f"{NANGO}/connections")

    assert (made.status_code, listed.status_code) == (201, 200)
    assert told.calls(mark) == [SESSION, ("GET", "/connections", 200)]


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("get", [requests.get, httpx.get])
def test_a_hard_coded_host_of_somebody_else_is_refused(get: Any) -> None:
    """The client learns that there is no way, at once."""
    with pytest.raises((requests.exceptions.ProxyError, httpx.ProxyError), match="403"):
        get("https://example.com/", timeout=PATIENCE_S)
