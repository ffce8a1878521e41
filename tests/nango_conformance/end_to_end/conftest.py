"""The command line as a process of its own, driven as a pipeline would drive it."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

LIMIT_S = 280
LISTENS = "0A"
"""How /proc/net/tcp says that a socket listens."""


@dataclass(slots=True)
class Running:
    """A run that has begun; `lines` is what it has told on stderr so far."""

    process: subprocess.Popen[str]
    report: Path
    lines: list[str] = field(default_factory=list)

    def wait_for(self, text: str) -> None:
        """Read the conversation until a line holds this text."""
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.lines.append(line)
            if text in line:
                return
        raise AssertionError(f"{text!r} was never said:\n{''.join(self.lines)}")

    def children(self) -> list[int]:
        """Return the processes that the run has started itself."""
        return _children(self.process.pid)

    def workers(self) -> list[int]:
        """Return the processes that play what a run of several has handed out to them."""
        return [pid for nursery in self.children() for pid in _children(nursery)]

    def descendants(self) -> list[int]:
        """Return the processes that the run has started, and those that they have."""
        found = self.children()
        for pid in found:
            found.extend(_children(pid))
        return found

    def ports(self) -> set[int]:
        """Return the ports of loopback at which the run and its children listen."""
        pids = [self.process.pid, *self.descendants()]
        sockets = {link for pid in pids for link in _sockets(pid)}
        rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        return {
            int(row[1].partition(":")[2], 16)
            for row in rows
            if row[3] == LISTENS and f"socket:[{row[9]}]" in sockets
        }

    def end(self) -> Ended:
        """Wait for the end and return what there is of it."""
        out, err = self.process.communicate(timeout=LIMIT_S)
        return Ended(
            status=self.process.returncode,
            out=out,
            err="".join(self.lines) + err,
            report=self.report,
        )


@dataclass(frozen=True, slots=True)
class Ended:
    """A run that is over."""

    status: int
    out: str
    err: str
    report: Path

    @property
    def results(self) -> Mapping[str, Any]:
        """The run as data."""
        found: Mapping[str, Any] = json.loads((self.report / "results.json").read_text())
        return found

    def verdict(self, check: str) -> str:
        """Return what was said of one check."""
        found: str = next(c["verdict"] for c in self.results["checks"] if c["id"] == check)
        return found

    def files(self) -> set[str]:
        """Return the names of the report's files."""
        return {path.name for path in self.report.iterdir()}


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(FileNotFoundError):
            found.extend(int(child) for child in task.read_text().split())
    return found


def _sockets(pid: int) -> set[str]:
    found = set()
    for link in Path(f"/proc/{pid}/fd").iterdir():
        # A file may be closed between its being listed and its being looked at.
        with contextlib.suppress(FileNotFoundError):
            found.add(str(link.readlink()))
    return found


Begin = Callable[..., Running]


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Begin]:
    """Return what begins a run in an empty folder; whatever still runs at the end is killed."""
    begun: list[Running] = []

    def start(*arguments: str, environ: Mapping[str, str] | None = None) -> Running:
        report = tmp_path / "report"
        command = [sys.executable, "-m", "nango_conformance", "run", "--report-dir", str(report)]
        process = subprocess.Popen(
            [*command, *arguments],
            cwd=tmp_path,
            env={**os.environ, **(environ or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        begun.append(Running(process=process, report=report))
        return begun[-1]

    yield start
    for running in begun:
        if running.process.poll() is None:
            running.process.kill()
            running.process.communicate()
