"""A fake with its detour open, and a client that says to the proxy exactly what it is told."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from fake_nango.client import Control
from fake_nango.detour.opening import Detour
from fake_nango.detour.variables import Way, variables
from fake_nango.listening import Ports
from fake_nango.server import run_in_thread
from fake_nango.settings import default_settings

NANGO = "https://api.nango.dev"
PATIENCE_S = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """A fake that is reached as api.nango.dev."""

    detour: Detour
    control: Control
    api: str
    key: str

    @property
    def ca_file(self) -> str:
        """The file of the authority's certificate."""
        return str(self.detour.ca_file)

    @property
    def port(self) -> int:
        """The proxy's port."""
        return int(self.detour.proxy_url.rpartition(":")[2])

    @property
    def bearer(self) -> dict[str, str]:
        """The header that opens the API."""
        return {"Authorization": f"Bearer {self.key}"}

    def environment(self, way: Way) -> dict[str, str]:
        """Return what an application is started with."""
        return variables(way, self.detour.proxy_url, self.ca_file)

    def calls(self, since: int) -> list[tuple[str, str, int]]:
        """Return method, path and status of what the API was asked."""
        page = self.control.journal(since=since, kinds=("api",))
        return [(e.data["method"], e.data["path"], e.data["status"]) for e in page.events]

    def say(self, *said: str) -> list[tuple[int, bytes]]:
        """Say requests to the proxy on one connection; return statuses and bodies."""
        with self.line() as (line, answers):
            found = []
            for each in said:
                line.sendall(each.encode())
                found.append(answer_of(answers))
        return found

    @contextlib.contextmanager
    def line(self) -> Iterator[tuple[socket.socket, Any]]:
        """Open a connection to the proxy."""
        with (
            socket.create_connection(("127.0.0.1", self.port), PATIENCE_S) as line,
            line.makefile("rb") as answers,
        ):
            yield line, answers


def answer_of(answers: Any) -> tuple[int, bytes]:
    """Read one answer; an answer to CONNECT has no body."""
    status = int(answers.readline().split()[1])
    length = 0
    while (line := answers.readline().strip().lower()) != b"":
        if line.startswith(b"content-length:"):
            length = int(line.partition(b":")[2])
    return status, answers.read(length)


@pytest.fixture(scope="module")
def running() -> Iterator[Away]:
    """Run one fake for the tests of a file."""
    settings = default_settings(seed=1)
    with (
        run_in_thread(settings, Ports(proxy=0)) as fake,
        Control(fake.urls.control) as control,
    ):
        assert fake.detour is not None
        yield Away(
            detour=fake.detour,
            control=control,
            api=fake.urls.api,
            key=settings.environments[0].secret_key,
        )


@pytest.fixture
def away(running: Away) -> Away:
    """Give it without what earlier tests left."""
    running.control.reset()
    return running
