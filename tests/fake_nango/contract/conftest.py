"""A fake that real clients talk to, and an application's receiver of webhooks."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from fake_nango.client import Control
from fake_nango.server import run_in_thread
from fake_nango.settings import IntegrationSettings, Settings, default_settings
from fake_nango.world import Urls


@dataclass(slots=True)
class Receiver:
    """What arrived at the application: headers as they were written, and raw bodies."""

    url: str = ""
    arrivals: list[tuple[dict[str, str], str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A running fake, its control, and the keys of an application."""

    urls: Urls
    control: Control
    receiver: Receiver
    secret_key: str
    signing_key: str

    def connect(self, token: str, integration: str = "outlook") -> str:
        """Let the person whose session this is say yes; return the id of the connection."""
        before = {each["connection_id"] for each in self.control.connections()}
        ending = self.control.approve(token, integration=integration)
        assert ending.outcome == "connected", ending
        self.settle()
        (made,) = (
            each["connection_id"]
            for each in self.control.connections()
            if each["connection_id"] not in before
        )
        return str(made)

    def settle(self) -> None:
        """Wait until everything that is under way has arrived."""
        assert self.control.settle(quiet_s=0.03).settled


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    """Run a receiver that takes every webhook."""
    found = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            found.arrivals.append((dict(self.headers.items()), body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_said: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    found.url = f"http://127.0.0.1:{server.server_port}/hook"
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield found
    server.shutdown()
    server.server_close()


def _settings(webhook_url: str) -> Settings:
    given = default_settings(seed=1, webhook_url=webhook_url)
    (dev,) = given.environments
    more = (
        IntegrationSettings(unique_key="by-key", provider="private-api-bearer"),
        IntegrationSettings(unique_key="by-name", provider="private-api-basic"),
        IntegrationSettings(unique_key="by-nothing", provider="unauthenticated"),
        IntegrationSettings(unique_key="by-client", provider="some-bank", auth_mode="OAUTH2_CC"),
        IntegrationSettings(unique_key="by-token", provider="some-books", auth_mode="TBA"),
        IntegrationSettings(unique_key="by-bill", provider="some-bills", auth_mode="BILL"),
        IntegrationSettings(unique_key="by-sign", provider="some-signs", auth_mode="SIGNATURE"),
        IntegrationSettings(unique_key="by-role", provider="some-cloud", auth_mode="AWS_SIGV4"),
        IntegrationSettings(
            unique_key="by-shop",
            provider="some-shop",
            display_name="Some shop",
            auth_mode="OAUTH2",
            connection_config={"subdomain": "[a-z]+"},
        ),
    )
    dev = replace(dev, integrations=(*dev.integrations, *more), variables={"REGION": "eu"})
    return replace(given, environments=(dev,))


@pytest.fixture(scope="module")
def running(receiver: Receiver) -> Iterator[Stage]:
    """Run one fake for all tests of a file."""
    settings = _settings(receiver.url)
    (dev,) = settings.environments
    with run_in_thread(settings) as fake, Control(fake.urls.control) as control:
        yield Stage(
            urls=fake.urls,
            control=control,
            receiver=receiver,
            secret_key=dev.secret_key,
            signing_key=dev.webhook_signing_key,
        )


@pytest.fixture
def stage(running: Stage) -> Stage:
    """Return the fake, forgetful."""
    running.control.reset()
    running.receiver.arrivals.clear()
    return running
