"""How much memory a process group has taken, as Linux tells it."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path
from typing import Final

from nango_conformance.driver.ports import members

_PROC: Final = Path("/proc")
_PEAK: Final = re.compile(r"^VmHWM:\s+(\d+) kB$", re.MULTILINE)

_FORGET_PEAK: Final = "5"
"""What Linux takes for the wish to measure a peak from now on (proc_pid_clear_refs(5))."""


def forget_peak(group: int) -> None:
    """Measure the peak of a process group from now on, where that can be asked for."""
    for pid in members(group):
        with contextlib.suppress(OSError):
            (_PROC / str(pid) / "clear_refs").write_text(_FORGET_PEAK, "ascii")


def peak(group: int) -> int | None:
    """Return the most bytes that a group's processes have had each; None where nobody can tell."""
    found = [kilobytes * 1024 for pid in members(group) for kilobytes in _peaks(pid)]
    return sum(found) if found else None


def _peaks(pid: int) -> list[int]:
    try:
        status = (_PROC / str(pid) / "status").read_text("utf-8")
    except OSError:
        return []
    return [int(found) for found in _PEAK.findall(status)]
