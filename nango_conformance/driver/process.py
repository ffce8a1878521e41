"""
A target that the harness starts itself: its own process group, its log, its end.

Ended by itself means that the program exited or crashed; ended from outside means that
somebody killed it. Only the first is the target's fault.
"""

from __future__ import annotations

import contextlib
import functools
import itertools
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, Self

import requests

from nango_conformance.driver.transport import new_session
from nango_conformance.errors import TargetUnusable
from nango_conformance.target import Start, fill

STOP_S: Final = 5.0
TAIL: Final = 4_000
"""Characters of the target's log that an error message quotes."""

_REAL_KEY: Final = re.compile(r"NANGO.*(?:KEY|SECRET|TOKEN)", re.IGNORECASE)
"""Variables that may hold a key of the operator's own Nango."""

_CRASHES: Final = frozenset(
    {signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGILL, signal.SIGFPE}
)
"""Signals that a program raises against itself; the others come from outside."""


_LOWEST, _PORTS = 20_000, 12_768
"""Ports below those that the system gives to whoever calls: nobody takes one by chance."""


@functools.cache
def _numbers(process: int) -> Iterator[int]:
    """Return where a process looks next, far from where its neighbours look."""
    return itertools.count(process * 97)


def free_port() -> int:
    """Return a loopback port that nothing listens on now, and hardly anything will before long."""
    for number in itertools.islice(_numbers(os.getpid()), _PORTS):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", _LOWEST + number % _PORTS))
            port: int = probe.getsockname()[1]
            return port
    raise TargetUnusable("no port is free for the target")


def surroundings() -> dict[str, str]:
    """
    Return the environment that a child inherits, without keys of a real Nango.

    What stands in the operator's shell is not the run's to hand on: a target that called the
    real Nango with it would change real data. What a target needs is declared.
    """
    return {name: value for name, value in os.environ.items() if not _REAL_KEY.search(name)}


class TargetProcess:
    """
    A started target; use it as a context manager, so that it never outlives the run.

    `spawned` hears its process group, as soon as there is one.
    """

    def __init__(
        self,
        start: Start,
        base_url: str,
        values: Mapping[str, str],
        folder: str,
        spawned: Callable[[int], None] | None = None,
    ) -> None:
        self._spawned = spawned
        self._start = start
        self._base_url = base_url
        self._values = {"python": sys.executable, **values}
        self._folder = folder
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - closed by stop()
        self._process: subprocess.Popen[bytes] | None = None
        self._without: frozenset[str] = frozenset()
        self._refusals: dict[tuple[str, ...], str] = {}

    def __enter__(self) -> Self:
        """Start the target; `wait` says when it is ready."""
        try:
            self._spawn()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the target with everything that it started."""
        self.stop()

    def start_again(self, without: Sequence[str] = ()) -> None:
        """
        End the target if need be, start it and wait for it; raise TargetUnusable in vain.

        It gets none of the variables that it is to do without.
        """
        self._end_group()
        self._without = frozenset(without)
        self._spawn()
        self.wait()

    def start_without(self, names: Sequence[str]) -> str | None:
        """
        Start the target anew without these variables; say how it refused, if it did.

        Then it runs again as before: that it does shows that the variables made the difference.
        What it refused once is not tried again.
        """
        asked = tuple(names)
        if asked in self._refusals:
            return self._refusals[asked]
        try:
            self.start_again(asked)
        except TargetUnusable as refused:
            self.start_again()
            self._refusals[asked] = str(refused)
        return self._refusals.get(asked)

    def kill(self) -> None:
        """End the target as a power cut would, and start it again."""
        self._signal(signal.SIGKILL)
        if self._process is not None:
            self._process.wait()
        self._spawn()
        self.wait()

    def _spawn(self) -> None:
        command = fill(list(self._start.command), self._values)
        try:
            self._process = subprocess.Popen(
                command,
                cwd=Path(self._folder) / self._start.cwd,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=self._log,
                stderr=self._log,
                start_new_session=True,
            )
        except OSError as error:
            raise TargetUnusable(f"{command[0]} cannot be started: {error}") from error
        if self._spawned is not None:
            self._spawned(self.group)

    def wait(self) -> None:
        """Return when the target says that it is ready; raise TargetUnusable in vain."""
        deadline = time.monotonic() + self._start.ready_timeout_s
        last = None
        with new_session() as session:
            while time.monotonic() < deadline:
                if self.died is not None:
                    raise TargetUnusable(f"{self.died} before it was ready; it said:\n{self.log()}")
                last = self._answer(session)
                if last is not None and self._start.is_ready(last):
                    return
                time.sleep(0.02)
        raise TargetUnusable(self._unready(last))

    def _unready(self, last: int | None) -> str:
        wanted = self._start.ready_status or "a status below 500"
        heard = "nothing answered" if last is None else f"the last answer was {last}"
        return (
            f"the target was not ready at {self._base_url}{self._start.ready_path} within "
            f"{self._start.ready_timeout_s:g} s: {heard}, and {wanted} was wanted; "
            f"it said:\n{self.log()}"
        )

    def stop(self) -> None:
        """End the whole process group, politely first."""
        self._end_group()
        self._log.close()

    def _end_group(self) -> None:
        if self._process is None:
            return
        self._signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(STOP_S)
        # Whoever of the group is left: a child may outlive the leader, or not obey.
        self._signal(signal.SIGKILL)
        self._process.wait()

    @property
    def group(self) -> int:
        """The process group of the target and all that it started."""
        return self._process.pid if self._process else 0

    @property
    def died(self) -> str | None:
        """How the target ended by itself or from outside; None while it lives."""
        code = self._process.poll() if self._process else None
        if code is None:
            return None
        how = f"exit status {code}" if code >= 0 else f"signal {signal.Signals(-code).name}"
        return f"the target ended with {how}"

    @property
    def died_by_itself(self) -> bool:
        """Say whether the end was the target's own doing."""
        code = self._process.poll() if self._process else None
        return code is not None and (code >= 0 or -code in _CRASHES)

    def log(self) -> str:
        """Return the end of what the target printed."""
        return self.printed(0)[-TAIL:]

    def printed(self, since: int) -> str:
        """Return what the target printed after so many bytes."""
        # The target writes where the file's position is: reading must not move it.
        size = max(self.printed_so_far() - since, 0)
        return os.pread(self._log.fileno(), size, since).decode(errors="replace")

    def printed_so_far(self) -> int:
        """Return how many bytes the target has printed."""
        return os.fstat(self._log.fileno()).st_size

    def _environment(self) -> dict[str, str]:
        declared = fill(dict(self._start.env), self._values)
        loopback = "127.0.0.1,localhost,::1"
        given = {**surroundings(), **declared, "NO_PROXY": loopback, "no_proxy": loopback}
        return {name: text for name, text in given.items() if name not in self._without}

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None:
            try:
                os.killpg(self._process.pid, number)
            except ProcessLookupError:
                return

    def _answer(self, session: requests.Session) -> int | None:
        url = self._base_url + self._start.ready_path
        try:
            with session.get(url, timeout=2, stream=True, allow_redirects=False) as answer:
                return answer.status_code
        except requests.RequestException:
            return None
