"""
The fake's time: the system clock plus an offset that a test may advance.

Sessions expire by it and retries of webhooks come due by it, so that thirty minutes
can pass in a test without anybody waiting.
"""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from functools import lru_cache


class Clock:
    """A clock that can be put forward; whoever sleeps on it wakes in time."""

    def __init__(self) -> None:
        self.offset_s = 0.0
        self.retry_scale = 1.0
        self._advanced = asyncio.Event()

    def now(self) -> float:
        """Seconds since the epoch, as the fake sees them."""
        return time.time() + self.offset_s

    def advance(self, seconds: float) -> None:
        """Let time pass at once and wake those who waited for it."""
        self.offset_s += seconds
        self._wake()

    def reset(self) -> None:
        """Return to the system's time and to Nango's own retry schedule."""
        self.offset_s = 0.0
        self.retry_scale = 1.0
        self._wake()

    async def sleep(self, seconds: float) -> None:
        """Wait until that much of the fake's time has passed."""
        due = self.now() + seconds
        while (left := due - self.now()) > 0:
            advanced = self._advanced
            try:
                await asyncio.wait_for(advanced.wait(), left)
            except TimeoutError:
                return

    def _wake(self) -> None:
        advanced, self._advanced = self._advanced, asyncio.Event()
        advanced.set()


def utc(seconds: float) -> datetime:
    """Turn seconds since the epoch into a time with its zone."""
    return datetime.fromtimestamp(seconds, UTC)


def iso_ms(seconds: float) -> str:
    """Write a time as JavaScript does: milliseconds and a `Z`."""
    milliseconds = int(seconds * 1000)
    return f"{_whole_second(milliseconds // 1000)}.{milliseconds % 1000:03}Z"


def iso_us(seconds: float) -> str:
    """Write a time to the microsecond, as cheaply as that goes."""
    microseconds = int(seconds * 1_000_000)
    return f"{_whole_second(microseconds // 1_000_000)}.{microseconds % 1_000_000:06}Z"


@lru_cache(maxsize=256)
def _whole_second(seconds: int) -> str:
    return utc(seconds).strftime("%Y-%m-%dT%H:%M:%S")


def iso_offset(seconds: float) -> str:
    """Write a time as Nango shows a connection's: milliseconds and `+00:00`."""
    return utc(seconds).isoformat(timespec="milliseconds")


def iso_micro(seconds: float) -> str:
    """Write a time as PostgreSQL puts it into JSON: microseconds and `+00:00`."""
    return utc(seconds).isoformat(timespec="microseconds")
