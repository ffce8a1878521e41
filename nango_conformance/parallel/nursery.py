"""Where workers come from: a process that forks them, and says how they ended."""

from __future__ import annotations

import contextlib
import operator
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Connection, Pipe
from typing import Final

from nango_conformance.driver.waiting import until
from nango_conformance.parallel.words import SIGNALS, Born, Died

BEGINNING: Final = """
import sys
births, database, count = map(int, sys.argv[1:4])
pipes = [int(one) for one in sys.argv[4:4 + count]]
sys.path[:] = sys.argv[4 + count:]
from nango_conformance.parallel.forking import main
main(births, pipes, database=bool(database))
"""
"""What the process begins with: not what lies about in the folder that the run is begun in."""

PATIENCE_S: Final = 15.0
"""How long a process that has nothing more to do may take to end."""


class Nursery:
    """
    The workers of a run as processes, by their numbers, which begin at one.

    `database` says whether they look into one, and need what takes long to import.
    """

    def __init__(self, count: int, *, database: bool) -> None:
        self.lines: list[Connection] = []
        """One to each worker, in the order of their numbers."""
        self._pids: dict[int, int] = {}
        self._codes: dict[int, int] = {}
        self._unwanted: set[int] = set()
        self._births, births = Pipe(duplex=False)
        ends: list[Connection] = []
        for _ in range(count):
            ours, theirs = Pipe()
            self.lines.append(ours)
            ends.append(theirs)
        with contextlib.ExitStack() as stack:
            for end in (births, *ends):
                stack.enter_context(end)
            words = (births.fileno(), int(database), count, *(end.fileno() for end in ends))
            self._process = _begun(words, pipes=(births.fileno(), *words[3:]))

    def terminate(self, number: int) -> None:
        """Ask a worker to end now, or as soon as it is born."""
        self._unwanted.add(number)
        self._signal(number, signal.SIGTERM)

    def bury(self, number: int, patience_s: float) -> int | None:
        """
        Return how a worker ended, killing it where it has not by then.

        A negative number is that of a signal. Where whatever it came from has ended first, it is
        said how that did; None where nobody says anything.
        """
        self._hear(number, patience_s)
        if self._process.poll() is not None and number in self._pids:
            # Nobody tells how it ends; that it does can be seen.
            until(lambda: self._is_there(number), operator.not_, patience_s)
        if number not in self._codes:
            self._signal(number, signal.SIGKILL)
            self._hear(number, PATIENCE_S)
        return self._codes.get(number, self._process.poll())

    def close(self) -> None:
        """End what the workers came from, when they have ended."""
        self._births.close()
        try:
            self._process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _signal(self, number: int, sign: signal.Signals) -> None:
        self._hear(number, 0)
        if number in self._pids and number not in self._codes:
            with contextlib.suppress(OSError):
                os.kill(self._pids[number], sign)

    def _is_there(self, number: int) -> bool:
        try:
            os.kill(self._pids[number], 0)
        except OSError:
            return False
        return number not in self._codes

    def _hear(self, number: int, patience_s: float) -> None:
        """Listen until it is said how a worker ended, as long as anything is said."""
        over = time.monotonic() + patience_s
        with contextlib.suppress(EOFError, OSError):
            while number not in self._codes and self._births.poll(max(over - time.monotonic(), 0)):
                match self._births.recv():
                    case Born(number=born, pid=pid):
                        self._pids[born] = pid
                        if born in self._unwanted:
                            os.kill(pid, signal.SIGTERM)
                    case Died(number=died, code=code):
                        self._codes[died] = code


def _begun(words: Sequence[int], pipes: Sequence[int]) -> subprocess.Popen[bytes]:
    """Begin the process, which finds modules where we do and hears no signal but a kill."""
    command = [sys.executable, "-c", BEGINNING, *map(str, words), *sys.path]
    with held_back():
        return subprocess.Popen(command, pass_fds=pipes, stdin=subprocess.DEVNULL)


@contextlib.contextmanager
def held_back() -> Iterator[None]:
    """Let no signal come between; it comes afterwards. Processes that are started inherit this."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
