"""A fake on real sockets, an application that calls it, and a server that records calls."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests

from fake_nango.client import Control
from fake_nango.server import run_in_thread
from fake_nango.settings import (
    EnvironmentSettings,
    IntegrationSettings,
    Settings,
    SyncSettings,
    default_settings,
)
from fake_nango.world import Urls

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One request as the recording server got it."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: str


@dataclass(slots=True)
class Elsewhere:
    """A server outside the fake: a webhook receiver, or a provider; answers by path."""

    url: str = ""
    arrivals: list[Arrival] = field(default_factory=list)
    # Status, content type and body for a path; any other gets an empty 200.
    answers: dict[str, tuple[int, str, str]] = field(default_factory=dict)
    # Further headers of every answer.
    headers: dict[str, str] = field(default_factory=dict)

    def at(self, path: str) -> list[Arrival]:
        """List the requests to one path, its query aside."""
        return [each for each in self.arrivals if each.path.partition("?")[0] == path]

    def webhooks(self) -> list[Any]:
        """List the webhooks that have arrived."""
        return [json.loads(each.body) for each in self.at("/hook")]


@dataclass(slots=True)
class App:
    """An application with its secret key, and the browser of its users."""

    urls: Urls
    key: str
    control: Control
    elsewhere: Elsewhere
    http: requests.Session

    def call(self, method: str, path: str, **request: Any) -> requests.Response:
        """Call Nango's API with the secret key."""
        headers = {"Authorization": f"Bearer {self.key}", **request.pop("headers", {})}
        return self.bare(method, path, headers=headers, **request)

    def bare(self, method: str, path: str, **request: Any) -> requests.Response:
        """Call Nango's API with nothing but what is given."""
        return self.http.request(
            method, self.urls.api + path, timeout=10, allow_redirects=False, **request
        )

    def session(self, **body: Any) -> str:
        """Make a session and return its token."""
        answer = self.call("POST", "/connect/sessions", json=body or {"end_user": {"id": "u1"}})
        assert answer.status_code == 201, answer.text
        token: str = answer.json()["data"]["token"]
        return token

    def reconnect_session(self, cid: str) -> str:
        """Make a session that reconnects a connection with Outlook, and return its token."""
        body = {"connection_id": cid, "integration_id": "outlook"}
        answer = self.call("POST", "/connect/sessions/reconnect", json=body)
        token: str = answer.json()["data"]["token"]
        return token

    @staticmethod
    def query_of(url: str) -> dict[str, str]:
        """Read the query of a URL."""
        return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))

    def leave(self, token: str, integration: str = "outlook", query: str = "") -> str:
        """Go to the provider and return its URL."""
        path = f"/oauth/connect/{integration}?connect_session_token={token}{query}"
        answer = self.bare("GET", path)
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]

    def decide(self, location: str, decision: str = "approve") -> str:
        """Decide at the built-in provider and return the callback's URL."""
        query = self.query_of(location)
        url = location.partition("?")[0].replace("/authorize", "/decision")
        answer = self.http.post(
            url, data={**query, "decision": decision}, timeout=10, allow_redirects=False
        )
        assert answer.status_code == 303, answer.text
        return answer.headers["Location"]

    def arrive(self, callback: str) -> requests.Response:
        """Come back from the provider."""
        return self.http.get(callback, timeout=10, allow_redirects=False)

    def connect(self, token: str | None = None, integration: str = "outlook") -> str:
        """Walk through the whole flow and return the connection's id."""
        before = {each["connection_id"] for each in self.connections()}
        location = self.leave(token or self.session(), integration)
        assert self.arrive(self.decide(location)).status_code == 200
        (found,) = [
            each["connection_id"]
            for each in self.connections()
            if each["connection_id"] not in before
        ]
        self.settle()
        return str(found)

    def connections(self) -> list[Any]:
        """List the connections of the environment."""
        found: list[Any] = self.call("GET", "/connections").json()["connections"]
        return found

    def connection(self, cid: str, integration: str = "outlook", query: str = "") -> Any:
        """Fetch one connection."""
        path = f"/connections/{cid}?provider_config_key={integration}{query}"
        return self.call("GET", path).json()

    def settle(self) -> None:
        """Wait until all webhooks have been delivered."""
        assert self.control.settle(0, quiet_s=0, timeout_s=5).settled

    def api_events(self) -> list[Any]:
        """List the answered requests in the journal."""
        return list(self.control.journal(since=0, kinds=("api",)).events)


def _handler(elsewhere: Elsewhere) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
            headers = {name.lower(): value for name, value in self.headers.items()}
            elsewhere.arrivals.append(
                Arrival(method=self.command, path=self.path, headers=headers, body=body)
            )
            path = self.path.partition("?")[0]
            status, kind, answer = elsewhere.answers.get(path, (200, "text/plain", ""))
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(answer.encode())))
            self.send_header("X-Request-Id", "r-1")
            self.send_header("X-Other", "o-1")
            for name, value in elsewhere.headers.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(answer.encode())

        do_GET = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_POST  # noqa: N815 - http.server's names

        def log_message(self, *_said: object) -> None:
            return

    return Handler


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    """Run the recording server."""
    found = Elsewhere()
    with ThreadingHTTPServer(("127.0.0.1", 0), _handler(found)) as server:
        server.daemon_threads = True
        found.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield found
        server.shutdown()


def _settings(elsewhere: Elsewhere) -> Settings:
    """Take the default environment, and integrations whose provider is elsewhere."""
    (dev,) = default_settings(seed=1, webhook_url=f"{elsewhere.url}/hook").environments
    url = elsewhere.url
    more = (
        IntegrationSettings(
            unique_key="crm",
            provider="some-crm",
            display_name="Some CRM",
            authorization_url="https://${connectionConfig.subdomain}.crm.example/authorize",
            token_url=f"{url}/token",
            connection_config={"subdomain": "^[a-z]+$"},
            scopes="read,write",
            client_id="cid",
            client_secret="csecret",
            proxy_base_url=f"{url}/api",
            syncs=(SyncSettings(name="contacts", model="Contact", auto_start=True),),
        ),
        IntegrationSettings(
            unique_key="keyed",
            provider="exa",
            proxy_base_url=f"{url}/api",
            verification=f"GET {url}/verify",
        ),
        IntegrationSettings(
            unique_key="basic", provider="private-api-basic", proxy_base_url=f"{url}/api"
        ),
        IntegrationSettings(unique_key="open", provider="unauthenticated"),
        IntegrationSettings(unique_key="app", provider="some-app", auth_mode="APP"),
        IntegrationSettings(
            unique_key="regional",
            provider="some-region",
            authorization_params={"audience": "https://${connectionConfig.region}.example"},
        ),
    )
    dev = replace(dev, integrations=(*dev.integrations, *more))
    second = EnvironmentSettings(
        name="limited",
        uuid="11111111-2222-4333-8444-555555555550",
        secret_key="11111111-2222-4333-8444-555555555551",
        webhook_signing_key="11111111-2222-4333-8444-555555555552",
        rate_limit=3,
    )
    return Settings(environments=(dev, second))


@pytest.fixture
def start(elsewhere: Elsewhere) -> Iterator[Callable[[Settings], App]]:
    """Start fakes with settings of the test's own."""
    running: list[Any] = []

    def started(settings: Settings) -> App:
        fake = run_in_thread(settings)
        running.append(fake)
        fake.__enter__()
        http = requests.Session()
        http.trust_env = False
        control = Control(fake.urls.control)
        running.extend((http, control))
        key = settings.environments[0].secret_key
        return App(fake.urls, key, control, elsewhere, http)

    yield started
    for each in reversed(running):
        each.__exit__(None, None, None)


@pytest.fixture
def app(start: Callable[[Settings], App], elsewhere: Elsewhere) -> App:
    """Start a fake with its default integrations and a few more."""
    return start(_settings(elsewhere))
