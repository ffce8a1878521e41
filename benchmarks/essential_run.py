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

RUNS: Final = 3
BUDGET_S: Final = 6.0


def main() -> None:
    """Run a few times and print the figure."""
    taken = [_run() for _ in range(RUNS)]
    told = ", ".join(f"{seconds:.1f}" for seconds in taken)
    print(f"run --essential: {min(taken):.1f} s wall (runs: {told}; budget {BUDGET_S:g} s)")


def _run() -> float:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "nango_conformance", "run", "--essential"]
        started = time.perf_counter()
        ended = subprocess.run(
            [*command, "--report-dir", folder], check=False, capture_output=True, timeout=120
        )
        assert ended.returncode == 0, ended.stderr.decode()
        return time.perf_counter() - started


if __name__ == "__main__":
    main()
