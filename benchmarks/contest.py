"""
Contenders that run at the same time, and what one request costs each of them.

All servers share the first core, and one client on the last core asks them by turns, in short
bursts. A shared machine is quick now and slow then, but much the same for the bursts of one
turn. CPU time is what the kernel counts for the server; wall time has the client's share in it.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.contenders import Contender
from benchmarks.line import Line
from benchmarks.processes import Server, first_answer, free_ports, running


@dataclass(frozen=True, slots=True)
class Cost:
    """What one request has cost: seconds of the server's CPU, and seconds on the wall."""

    cpu_s: float
    wall_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A contender that answers, and how soon it did."""

    contender: Contender
    server: Server
    port: int
    start_s: float

    def burst(self, number: int, at_once: int) -> Cost:
        """Ask so many times, with so many requests on their way at a time."""
        with ExitStack() as stack:
            # New connections every time: some servers hang up on those that were idle.
            lines = [stack.enter_context(Line(self.port)) for _ in range(at_once)]
            self._ask(lines)
            cpu_s, started = self.server.cpu_s, time.perf_counter()
            for _ in range(number // at_once):
                self._ask(lines)
            wall_s = time.perf_counter() - started
            return Cost((self.server.cpu_s - cpu_s) / number, wall_s / number)

    def _ask(self, lines: list[Line]) -> None:
        for line in lines:
            line.send(self.contender.request)
        for line in lines:
            answer = line.answer()
            assert answer.status == self.contender.status, answer


@contextmanager
def entered(contender: Contender) -> Iterator[Running]:
    """Start a contender; `Missing` when it cannot be had, `RuntimeError` when it does not start."""
    (port,) = free_ports(1)
    with tempfile.TemporaryDirectory() as folder:
        command = contender.command(Path(folder), port)
        started = time.perf_counter()
        with running(command, Path(folder)) as server:
            answer = first_answer(server, port, contender.request)
            assert answer.status == contender.status, answer
            taken = time.perf_counter() - started
            yield Running(contender=contender, server=server, port=port, start_s=taken)
