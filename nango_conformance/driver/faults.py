"""Troubles that a target file declares: a command causes each, and another one ends it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from nango_conformance.driver.commands import run_command
from nango_conformance.evidence import Ledger
from nango_conformance.target import Target, fill

TOLD: Final[Mapping[str, str]] = {"db_down": "the database"}
"""What each of them takes away."""


class Faults:
    """Causes what [faults] declares; whatever lasts still is ended by `end_all`."""

    def __init__(self, target: Target, ledger: Ledger, values: Mapping[str, str]) -> None:
        self._target = target
        self._ledger = ledger
        self._values = values
        self._lasting: list[str] = []

    def begin(self, name: str) -> None:
        """Cause a trouble; raise ControlFailed when its command does not work."""
        # What was begun by half is ended too.
        self._lasting.append(name)
        self._run(self._target.faults[name].command, f"taking away {TOLD[name]}")

    def end(self, name: str) -> None:
        """End a trouble."""
        self._run(self._target.faults[name].undo, f"giving back {TOLD[name]}")
        self._lasting.remove(name)

    def end_all(self) -> None:
        """End every trouble that lasts."""
        for name in tuple(self._lasting):
            self.end(name)

    def _run(self, command: Sequence[str], what: str) -> None:
        words = fill(list(command), self._values)
        run_command(words, self._target.folder, what, self._ledger)
