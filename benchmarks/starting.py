"""How soon the first answer comes: of the fake, alone and embedded, and of the command line."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from typing import Final

import requests

from fake_nango.server import run_in_thread
from fake_nango.settings import default_settings

RUNS: Final = 5


def main() -> None:
    """Measure each a few times and print the shortest."""
    _tell("fake alone, start to first answer", _alone, 600)
    _tell("fake embedded, start to first answer", _embedded, 10)
    _tell("--help", lambda: _command("--help"), 250)
    _tell("checks", lambda: _command("checks"), 250)


def _tell(what: str, measure: Callable[[], float], budget_ms: int) -> None:
    shortest = min(measure() for _ in range(RUNS)) * 1000
    print(f"{what}: {shortest:.0f} ms (budget {budget_ms} ms)")


def _alone() -> float:
    command = [sys.executable, "-m", "fake_nango"]
    ports = ["--port", "0", "--connect-ui-port", "0", "--control-port", "0"]
    started = time.perf_counter()
    with subprocess.Popen([*command, *ports], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().split('"api": "')[1].split('"')[0]
        requests.get(f"{url}/health", timeout=5).raise_for_status()
        taken = time.perf_counter() - started
        process.terminate()
    return taken


def _embedded() -> float:
    settings = default_settings(seed=1)
    started = time.perf_counter()
    with run_in_thread(settings) as fake:
        requests.get(f"{fake.urls.api}/health", timeout=5).raise_for_status()
        return time.perf_counter() - started


def _command(*arguments: str) -> float:
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "nango_conformance", *arguments],
        check=True,
        stdout=subprocess.DEVNULL,
        timeout=10,
    )
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
