"""The target's log, from a file or from what a started target prints."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from nango_conformance.driver.process import TargetProcess
    from nango_conformance.target import Log

PIECE: Final = 1_048_576
"""Bytes that are read of one scenario's log: a target may log forever."""


class TargetLog:
    """What the target wrote, by place; a log that is not there yet is empty."""

    def __init__(self, log: Log, folder: str, process: TargetProcess | None) -> None:
        self._path = Path(folder) / log.file if log.file is not None else None
        self._process = process
        self._heard_to = 0 if process is not None else self.mark()

    def unheard(self) -> str:
        """Return what was written since somebody last asked, or since the run began."""
        mark, self._heard_to = self._heard_to, self.mark()
        return self.since(mark) if self._heard_to != mark else ""

    def mark(self) -> int:
        """Return the place in the log after which what follows is new."""
        if self._path is not None:
            return self._path.stat().st_size if self._path.exists() else 0
        return self._process.printed_so_far() if self._process else 0

    def since(self, mark: int) -> str:
        """Return what was written after a place; all of it where the file was begun anew."""
        if self._path is None:
            return self._process.printed(mark)[:PIECE] if self._process else ""
        if not self._path.exists():
            return ""
        with self._path.open("rb") as file:
            file.seek(mark if mark <= self._path.stat().st_size else 0)
            return file.read(PIECE).decode(errors="replace")
