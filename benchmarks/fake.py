"""A fake Nango alone, as a user would start it, on ports and with keys that are known before."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.line import request
from benchmarks.processes import Server, first_answer, free_ports, running
from fake_nango.settings import default_settings

SEED: Final = 1
KEY: Final = default_settings(SEED).environments[0].secret_key
HEALTH: Final = request("GET", "/health")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """Where a fake listens."""

    api: int
    ui: int
    control: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fake:
    """A fake that runs, where it listens, and the file with what it says on standard error."""

    server: Server
    ports: Ports
    log: Path


def command(ports: Ports, *more: str) -> list[str]:
    """Give the command that starts a fake there."""
    where = ("--port", ports.api, "--connect-ui-port", ports.ui, "--control-port", ports.control)
    return [sys.executable, "-m", "fake_nango", "--seed", str(SEED), *map(str, where), *more]


@contextmanager
def fake(*more: str) -> Iterator[Fake]:
    """Run a fake with these flags from its first answer on; it may be stopped before the end."""
    api, ui, control = free_ports(3)
    ports = Ports(api=api, ui=ui, control=control)
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "stderr"
        with log.open("wb") as stderr, running(command(ports, *more), log=stderr) as server:
            first_answer(server, api, HEALTH)
            yield Fake(server=server, ports=ports, log=log)


def bearer(key: str = KEY) -> dict[str, str]:
    """Name a key as the API wants it."""
    return {"Authorization": f"Bearer {key}"}
