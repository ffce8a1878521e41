"""A fake under fire, and a client that sends whatever bytes it is given."""

from __future__ import annotations

import contextlib
import http.client
import logging
import os
import select
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
import requests
from hypothesis import HealthCheck, Phase, seed
from hypothesis import settings as hypothesis_settings

from fake_nango.client import Control
from fake_nango.server import run_in_thread
from fake_nango.settings import IntegrationSettings, default_settings
from fake_nango.world import Urls

# A whole flow takes milliseconds; whatever has not answered after this hangs.
PATIENCE_S: Final = 10.0
MOMENT_S: Final = 0.02
RANDOM: Final = "FUZZ"
UNTOUCHED: Final = "spared-by-all"

hypothesis_settings.register_profile(
    "fuzz",
    # The same requests each time, unless somebody asks for others (`make fuzz`).
    derandomize=RANDOM not in os.environ,
    deadline=None,
    database=None,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
)


def of_part(part: object) -> Callable[[Any], Any]:
    """
    Give each part of a test requests of its own, the same ones each time.

    Random ones have no need of it.
    """
    # Left to itself, Hypothesis takes the seed from the source text, and all parts share that.
    return _as_it_is if RANDOM in os.environ else seed(str(part))


def _as_it_is(test: Any) -> Any:
    return test


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What came back: the status, and the body as it stands."""

    status: int
    body: bytes


@dataclass(slots=True)
class Wire:
    """Sends raw requests over one connection for as long as the server keeps it open."""

    port: int
    sent: int = 0
    _socket: socket.socket | None = field(default=None, init=False)

    def ask(self, request: bytes, method: str) -> Answered | None:
        """Send a request and read its answer; None when the server closed without one."""
        self.sent += 1
        try:
            return self._ask(request, method)
        except (ConnectionError, http.client.BadStatusLine):
            # A connection that was closed after the last answer, or because of this request.
            self.close()
        try:
            return self._ask(request, method)
        except (ConnectionError, http.client.BadStatusLine):
            self.close()
            return None

    def _ask(self, request: bytes, method: str) -> Answered:
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self.port), PATIENCE_S)
        self._socket.sendall(request)
        response = http.client.HTTPResponse(self._socket, method=method)
        response.begin()
        body = response.read()
        if response.will_close:
            self.close()
        return Answered(status=response.status, body=body)

    def close(self) -> None:
        """Let go of the connection."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None


def once(port: int, *parts: bytes) -> bytes:
    """
    Send bytes over a connection of their own, end the sending, and read to the end.

    All parts but the last must be answered before the next one is sent. What has not been
    answered a moment after the last one is taken for half a request.
    """
    *answered, last = parts
    with socket.create_connection(("127.0.0.1", port), PATIENCE_S) as connection:
        got = b""
        with contextlib.suppress(ConnectionError):
            for part in answered:
                connection.sendall(part)
                got += connection.recv(65536)
            connection.sendall(last)
            select.select([connection], [], [], MOMENT_S)
            connection.shutdown(socket.SHUT_WR)
            while chunk := connection.recv(65536):
                got += chunk
        return got


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The fake that is shot at."""

    urls: Urls
    control: Control
    log: pytest.LogCaptureFixture

    def port(self, listener: str) -> int:
        """Return the port of a listener: `api`, `ui` or `control`."""
        return urlsplit(getattr(self.urls, listener)).port or 0

    def must_be_well(self) -> None:
        """Want a genuine flow to work, and no handler to have broken."""
        broken = [
            record.getMessage()
            for record in self.log.records
            if record.levelno >= logging.ERROR and record.name.startswith(("fake_nango", "aiohttp"))
        ]
        assert broken == []
        self.control.reset()
        key = self.control.info().environments[0].secret_key
        answer = requests.post(
            f"{self.urls.api}/connect/sessions",
            json={"end_user": {"id": "genuine"}, "allowed_integrations": [UNTOUCHED]},
            headers={"Authorization": f"Bearer {key}"},
            timeout=PATIENCE_S,
        )
        assert answer.status_code == 201, answer.text
        ending = self.control.approve(answer.json()["data"]["token"])
        assert ending.outcome == "connected", ending


@pytest.fixture(scope="module")
def running() -> Iterator[Any]:
    """Run one fake for all tests of a file."""
    given = default_settings(seed=1)
    (dev,) = given.environments
    # Integrations can be deleted, and whoever fires at random will find that out.
    spared = IntegrationSettings(unique_key=UNTOUCHED, provider="microsoft")
    dev = replace(dev, integrations=(*dev.integrations, spared))
    settings = replace(given, environments=(dev,))
    with run_in_thread(settings) as fake, Control(fake.urls.control) as control:
        yield fake, control


@pytest.fixture
def target(running: Any, caplog: pytest.LogCaptureFixture) -> Target:
    """Return the fake, forgetful, with everything that it logs."""
    fake, control = running
    control.reset()
    caplog.set_level(logging.WARNING)
    return Target(urls=fake.urls, control=control, log=caplog)
