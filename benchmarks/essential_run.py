"""
How long the thirty essential checks take on the bundled reference: a whole process, by the wall.

The shortest of a few runs is the figure: what disturbs a run only ever makes it longer.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from typing import Final

from benchmarks.rows import Row

RUNS: Final = 3
BUDGET_S: Final = 6.0


def rows() -> list[Row]:
    """Run a few times."""
    taken = [_run() for _ in range(RUNS)]
    told = ", ".join(f"{seconds:.1f}" for seconds in taken)
    return [
        Row(
            what="run --essential on the bundled reference",
            unit="s",
            figure=min(taken),
            budget=BUDGET_S,
            note=f"runs: {told}",
        )
    ]


def _run() -> float:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "nango_conformance", "run", "--essential"]
        started = time.perf_counter()
        ended = subprocess.run(
            [*command, "--report-dir", folder], check=False, capture_output=True, timeout=120
        )
        assert ended.returncode == 0, ended.stderr.decode()
        return time.perf_counter() - started
