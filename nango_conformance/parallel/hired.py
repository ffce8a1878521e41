"""One worker as its parent knows it: how it is begun, and how it is buried."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from multiprocessing.connection import Connection
from typing import Final

from nango_conformance.parallel.words import SIGNALS

BEGINNING: Final = """
import sys
sys.path[:] = sys.argv[2:]
from nango_conformance.parallel.worker import main
main(int(sys.argv[1]))
"""
"""What a worker begins with: not what lies about in the folder that the run is begun in."""


@dataclasses.dataclass(slots=True)
class Hired:
    """
    One worker as its parent knows it; `groups` are the process groups that it has started.

    `listens` says whether it searches its target's log now; None before it was told to.
    """

    number: int
    process: subprocess.Popen[bytes]
    line: Connection
    ready: bool = False
    playing: int | None = None
    listens: bool | None = None
    groups: list[int] = dataclasses.field(default_factory=list)


def begun(pipe: int) -> subprocess.Popen[bytes]:
    """Begin a worker, which finds modules where we do."""
    command = [sys.executable, "-c", BEGINNING, str(pipe), *sys.path]
    return subprocess.Popen(command, pass_fds=(pipe,), stdin=subprocess.DEVNULL)


def bury(hired: Hired, patience_s: float) -> None:
    """End what did not end by itself, and what an untimely end has left behind."""
    try:
        hired.process.wait(patience_s)
    except subprocess.TimeoutExpired:
        hired.process.kill()
        hired.process.wait()
    if hired.process.returncode != 0:
        for group in hired.groups:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(group, signal.SIGKILL)


def how_it_ended(code: int) -> str:
    """Say an exit code in words."""
    if code >= 0:
        return f"exit status {code}"
    return f"signal {signal.Signals(-code).name}"


@contextlib.contextmanager
def held_back() -> Iterator[None]:
    """Let no signal come between; it comes afterwards. Processes that are started inherit this."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
