"""A receiver of webhooks on a real socket, and a fake that is driven by its control API."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast

import pytest
import requests

from fake_nango.client import Control, Page
from fake_nango.remote.lines import Lines
from fake_nango.server import run_in_thread
from fake_nango.settings import IntegrationSettings, Settings, default_settings
from fake_nango.world import Urls
from tests.fake_nango.control.described import Watch

Answer = int | str | tuple[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One request as it came over the wire."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    at: float


@dataclass(slots=True)
class Receiver:
    """Answers in turn what it was told to; the last answer is repeated."""

    answers: tuple[Answer, ...]
    arrivals: list[Arrival] = field(default_factory=list)
    url: str = ""
    gone: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, arrival: Arrival) -> Answer:
        """Note a request and choose its answer."""
        with self.lock:
            self.arrivals.append(arrival)
            return self.answers[min(len(self.arrivals), len(self.answers)) - 1]


def _handler(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", "0"))
            arrival = Arrival(
                method=self.command,
                path=self.path,
                headers=tuple(self.headers.items()),
                body=self.rfile.read(length),
                at=time.monotonic(),
            )
            self._answer(receiver.take(arrival))

        do_GET = do_POST  # noqa: N815 - the name that http.server looks for

        def log_message(self, *_said: object) -> None:
            return

        def _answer(self, answer: Answer) -> None:
            if answer == "hang":
                receiver.gone.wait()
            if isinstance(answer, str):
                self.close_connection = True
                return
            status, location = answer if isinstance(answer, tuple) else (answer, "")
            self.send_response(status)
            if location:
                self.send_header("Location", location)
            self.send_header("Content-Length", "0" if status == 204 else "4")
            self.end_headers()
            if status != 204:
                self.wfile.write(b"seen")

    return Handler


@pytest.fixture
def receive() -> Iterator[Callable[..., Receiver]]:
    """Start receivers with the answers they are to give; all stop after the test."""
    running: list[tuple[Receiver, ThreadingHTTPServer]] = []

    def start(*answers: Answer) -> Receiver:
        receiver = Receiver(answers or (200,))
        server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(receiver))
        server.daemon_threads = True
        receiver.url = f"http://127.0.0.1:{server.server_port}/hook"
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        running.append((receiver, server))
        return receiver

    yield start
    for receiver, server in running:
        receiver.gone.set()
        server.shutdown()
        server.server_close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A running fake, its control, and an application that has a webhook receiver."""

    control: Control
    urls: Urls
    receiver: Receiver
    key: str
    watch: Watch

    def call(self, method: str, path: str, **sent: Any) -> requests.Response:
        """Call Nango's API as the application would."""
        headers = {"Authorization": f"Bearer {self.key}", **sent.pop("headers", {})}
        return requests.request(
            method, f"{self.urls.api}{path}", headers=headers, timeout=10, **sent
        )

    def settled(self) -> Page:
        """Wait until nothing is under way."""
        page = self.control.settle(quiet_s=0.03)
        assert page.settled
        return page

    def session(self, person: str = "ada", **body: Any) -> str:
        """Make a connect session and return its token."""
        asked = {"end_user": {"id": person}, "allowed_integrations": ["outlook"], **body}
        answer = self.call("POST", "/connect/sessions", json=asked)
        assert answer.status_code == 201, answer.text
        token: str = answer.json()["data"]["token"]
        return token


def _settings() -> Settings:
    given = default_settings(seed=1)
    (dev,) = given.environments
    more = (
        IntegrationSettings(unique_key="by-key", provider="by-key", auth_mode="API_KEY"),
        IntegrationSettings(unique_key="by-name", provider="by-name", auth_mode="BASIC"),
        IntegrationSettings(unique_key="by-nothing", provider="by-nothing", auth_mode="NONE"),
    )
    dev = replace(dev, integrations=(*dev.integrations, *more))
    prod = replace(
        default_settings(seed=2).environments[0], name="prod", integrations=dev.integrations
    )
    return replace(given, environments=(dev, prod))


@pytest.fixture(scope="session")
def fake_urls() -> Iterator[Urls]:
    """One fake for all tests of the control API: each resets it."""
    with run_in_thread(_settings()) as fake:
        yield fake.urls


@pytest.fixture
def scene(fake_urls: Urls, receive: Callable[..., Receiver]) -> Iterator[Scene]:
    """The fake, forgetful, with quick retries and an application that accepts webhooks."""
    receiver = receive(200)
    with Control(fake_urls.control) as control:
        # Whatever a test of the control API asks, question and answer are as they are described.
        watch = Watch(lines=control._lines)
        control._lines = cast("Lines", watch)
        control.reset()
        control.retry_scale(0.001)
        control.set_environment(
            "dev", webhook_url=receiver.url, webhook_url_secondary=None, on_auth_creation=True
        )
        environment = control.info().environments[0]
        yield Scene(
            control=control,
            urls=fake_urls,
            receiver=receiver,
            key=environment.secret_key,
            watch=watch,
        )
