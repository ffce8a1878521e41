"""
The harness's own scheduling lag: what a timing check must not blame on the target.

A thread naps while a run lasts. How late it wakes, and how many programs want a processor then,
is what the machine costs everybody, the target too. A measurement takes what was seen during
it; `expectations.timing` judges by it.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, Self

from nango_conformance.driver.waiting import until
from nango_conformance.evidence import Lag, Timed

NAP_S: Final = 0.02
KEPT_S: Final = 180.0
"""How far back measurements may reach."""

CALM: Final = 1.25
"""Programs a processor up to which a machine is not overloaded."""

RECENT_S: Final = 0.25
"""How far back "now" reaches."""

_LOAD: Final = Path("/proc/loadavg")
_CORES: Final = os.cpu_count() or 1


class LagWatch:
    """
    Naps, and keeps how late it woke; one that was never started has seen no lag.

    `load` says how many programs a processor want to run.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], float] = time.monotonic,
        load: Callable[[], float] | None = None,
    ) -> None:
        self._clock = clock
        self._load = load or runnable
        self._over = threading.Event()
        self._lay_down: float | None = None
        self._naps: deque[tuple[float, float, float]] = deque(maxlen=int(KEPT_S / NAP_S))
        self._thread = threading.Thread(target=self._watch, name="lag", daemon=True)

    def __enter__(self) -> Self:
        """Begin to nap."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop, and be gone."""
        self._over.set()
        self._thread.join()

    def since(self, began: float) -> Lag:
        """Return what the machine cost since a moment of the clock, unfinished naps included."""
        known = tuple(self._naps)
        # Where there was no time to wake up even once, the last word before it stands.
        naps = [nap for nap in known if nap[0] >= began] or list(known[-1:])
        loads = [load for _, _, load in naps] or [1.0]
        return Lag(
            worst_s=max([self._overslept(), *(late for _, late, _ in naps)]),
            stretch=max(sum(loads) / len(loads), 1.0),
        )

    def _overslept(self) -> float:
        """Return how late the nap is that has not ended yet."""
        now = self._clock()
        return max(now - (self._lay_down or now) - NAP_S, 0.0)

    @contextlib.contextmanager
    def timing(self) -> Iterator[Callable[[], Timed]]:
        """Give what tells how long it is since the block began, and what the machine cost."""
        began = self._clock()
        yield lambda: Timed(took_s=self._clock() - began, lag=self.since(began))

    @property
    def now(self) -> Lag:
        """What the machine costs at the moment."""
        return self.since(self._clock() - RECENT_S)

    def calm(self, timeout_s: float) -> bool:
        """Wait until the machine is not overloaded; say whether it came to that in time."""
        return until(lambda: self.now.stretch, lambda load: load <= CALM, timeout_s) <= CALM

    def _watch(self) -> None:
        while True:
            self._lay_down = self._clock()
            if self._over.wait(NAP_S):
                self._lay_down = None
                return
            late = self._overslept()
            self._naps.append((self._clock(), late, self._load()))


def runnable() -> float:
    """
    Return how many programs want to run, for each processor, whoever asks left out.

    Linux tells it exactly (proc(5), the fourth field of /proc/loadavg); elsewhere the average of
    the last minute has to do, and where there is none, nobody is in the way.
    """
    try:
        running = int(_LOAD.read_text("ascii").split()[3].split("/")[0]) - 1
    except (OSError, ValueError, IndexError):
        running = round(os.getloadavg()[0]) if hasattr(os, "getloadavg") else 0
    return running / _CORES
