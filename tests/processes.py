"""Whether processes that a test has had started are gone."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from nango_conformance.driver.waiting import until

GONE_S: Final = 20.0
"""How long the system may take to clear away what was ended."""


def is_alive(pid: int) -> bool:
    """Say whether a process runs; one that has ended, and that nobody asked after, does not."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def are_gone(pids: Iterable[int]) -> bool:
    """Say whether none of these runs any more, as soon as that is so."""
    named = tuple(pids)
    return until(lambda: any(map(is_alive, named)), lambda alive: not alive, GONE_S) is False
