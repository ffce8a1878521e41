"""How soon the first answer comes: of the fake, alone and embedded, and of the command line."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from typing import Final

from yarl import URL

from benchmarks.fake import HEALTH, fake
from benchmarks.line import Line
from benchmarks.rows import Row
from fake_nango.server import run_in_thread
from fake_nango.settings import default_settings

RUNS: Final = 5
"""The shortest of them counts: what disturbs a start only ever makes it longer."""


def rows() -> list[Row]:
    """Measure each a few times."""
    return [
        _row("fake alone: start to first answer", _alone, 600),
        _row("fake embedded: start to first answer", _embedded, 10),
        _row("nango-conformance --help", lambda: _command("--help"), 250),
        _row("nango-conformance checks", lambda: _command("checks"), 250),
    ]


def _row(what: str, measure: Callable[[], float], budget_ms: float) -> Row:
    shortest = min(measure() for _ in range(RUNS)) * 1000
    return Row(what=what, unit="ms", figure=shortest, budget=budget_ms)


def _alone() -> float:
    started = time.perf_counter()
    with fake():
        return time.perf_counter() - started


def _embedded() -> float:
    settings = default_settings(seed=1)
    started = time.perf_counter()
    with run_in_thread(settings) as nango, Line(URL(nango.urls.api).port or 0) as line:
        assert line.ask(HEALTH).status == 200
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
