"""A fake that keeps its state in a file, started again and again."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest
import requests

from fake_nango.client import Control

ANY_PORT: Final = ("--port", "0", "--connect-ui-port", "0", "--control-port", "0")


@dataclass(slots=True)
class Running:
    """A fake in a process of its own, and what its ready line says."""

    process: subprocess.Popen[str]
    line: dict[str, Any]
    control: Control = field(init=False)

    def __post_init__(self) -> None:
        self.control = Control(self.line["control"])

    @property
    def api(self) -> str:
        """Where the API is."""
        return str(self.line["api"])

    @property
    def key(self) -> str:
        """The secret key of the first environment."""
        return str(self.line["env"]["NANGO_SECRET_KEY"])

    def call(self, method: str, path: str, token: str = "", **sent: Any) -> requests.Response:
        """Call the API as the application, or with a session token."""
        headers = {"Authorization": f"Bearer {token or self.key}"}
        return requests.request(method, self.api + path, headers=headers, timeout=10, **sent)

    def session(self, person: str = "ada") -> str:
        """Make a connect session and return its token."""
        body = {"end_user": {"id": person}, "allowed_integrations": ["outlook"]}
        token: str = self.call("POST", "/connect/sessions", json=body).json()["data"]["token"]
        return token

    def connect(self, person: str = "ada") -> str:
        """Let a person connect Outlook, and return the connection's id."""
        assert self.control.approve(self.session(person)).outcome == "connected"
        assert self.control.settle(quiet_s=0.02).settled
        (found,) = self.control.connections(person=person)
        return str(found["connection_id"])

    def kill(self) -> None:
        """End the process at once, as a crash would."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """End the process as a user would."""
        self.process.terminate()
        assert self.process.wait(timeout=20) == 0


Start = Callable[..., Running]


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """Name a file for the state."""
    return tmp_path / "fake.state"


@pytest.fixture
def start(state: Path) -> Iterator[Start]:
    """Start fakes on the file; whatever still runs after the test is killed."""
    started: list[Running] = []

    def run(*flags: str, file: Path = state) -> Running:
        process = subprocess.Popen(
            [sys.executable, "-m", "fake_nango", *ANY_PORT, "--state", str(file), *flags],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        assert process.stderr is not None
        line = process.stdout.readline()
        assert line, process.stderr.read()
        started.append(Running(process, json.loads(line)))
        return started[-1]

    yield run
    for each in started:
        each.control.close()
        each.kill()
        for pipe in (each.process.stdout, each.process.stderr):
            if pipe is not None:
                pipe.close()
