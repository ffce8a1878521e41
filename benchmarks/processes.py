"""
Servers under load: each a process on one core, with what it costs in CPU and memory.

The load comes from another core. CPU time is the kernel's own count in nanoseconds, of the
process and of all that it started, threads that have ended included.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, Final

from benchmarks.line import Answer, Line

_STOPS_WITHIN_S: Final = 20.0
_STARTS_WITHIN_S: Final = 60.0
_LOOKS_EVERY_S: Final = 0.002
_MB: Final = 1e6

ON_LINUX: Final = sys.platform == "linux"
NEEDS_LINUX: Final = "the CPU time of another process can be read on Linux only"


@dataclass(frozen=True, slots=True)
class Server:
    """A running server and what it has cost so far."""

    process: subprocess.Popen[bytes]

    @property
    def cpu_s(self) -> float:
        """Seconds of CPU that the process and its descendants have used."""
        return sum(time.clock_gettime(_clock_of(each)) for each in self._tree())

    @property
    def rss_mb(self) -> float:
        """Megabytes of memory that are resident now."""
        return sum(_rss_mb(each) for each in self._tree())

    def stop(self) -> int:
        """Ask the server to end and return its exit status."""
        self.process.terminate()
        return self.process.wait(_STOPS_WITHIN_S)

    def _tree(self) -> Iterator[int]:
        waiting = [self.process.pid]
        while waiting:
            pid = waiting.pop()
            yield pid
            for children in Path(f"/proc/{pid}/task").glob("*/children"):
                waiting += map(int, children.read_text().split())


@contextmanager
def running(
    command: Sequence[str], folder: Path | None = None, log: IO[bytes] | int = subprocess.DEVNULL
) -> Iterator[Server]:
    """
    Run a server on the first core, and load it from the last one.

    In a folder of its own it must not be one of our modules: those are found from the tree.
    """
    cores = _cores()
    try:
        # A process inherits where it may run.
        os.sched_setaffinity(0, {min(cores)})
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=log,
        )
        os.sched_setaffinity(0, {max(cores)})
        yield Server(process)
    finally:
        os.sched_setaffinity(0, cores)
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(_STOPS_WITHIN_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def first_answer(server: Server, port: int, request: bytes) -> Answer:
    """Wait until the server answers; `RuntimeError` when it dies or takes too long."""
    gives_up = time.monotonic() + _STARTS_WITHIN_S
    while time.monotonic() < gives_up:
        if server.process.poll() is not None:
            raise RuntimeError(f"it ended with status {server.process.returncode}")
        try:
            with Line(port) as line:
                return line.ask(request)
        except (ConnectionError, EOFError):
            time.sleep(_LOOKS_EVERY_S)
    raise RuntimeError(f"it did not answer within {_STARTS_WITHIN_S:g} s")


def free_ports(number: int) -> list[int]:
    """Find ports that nobody listens on; they are all taken at the same time, so they differ."""
    taken = [socket.socket() for _ in range(number)]
    try:
        for each in taken:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in taken]
    finally:
        for each in taken:
            each.close()


def is_free(port: int) -> bool:
    """Whether somebody could listen on a port; connections that have just ended do not count."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


@cache
def _cores() -> frozenset[int]:
    """Where this process may run: read once, before it keeps itself to one of them."""
    return frozenset(os.sched_getaffinity(0))


def _clock_of(pid: int) -> int:
    # What clock_getcpuclockid(3) returns for a process; Python has no name for it.
    return (~pid << 3) | 2


def _rss_mb(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / _MB
