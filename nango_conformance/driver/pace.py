"""
Webhooks come no faster than the target takes them.

A target that lets in ten a minute answers the eleventh with 429, which says nothing about it.
Attempts are counted in the fake's journal when somebody looks, so they seem newer than they
are; the limit is exceeded by no more than what the last webhooks lead to: their repeats, and
the news of the syncs that they begin.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from typing import Final

from fake_nango.client import Control
from nango_conformance.driver.waiting import until

WINDOW_S: Final = 60.0

MOST_ATTEMPTS: Final = 8
"""More attempts than one webhook leads to: three of its own, and as many of the syncs' news."""


class Pace:
    """Holds back whoever would send a webhook too many; others send too, unless it is alone."""

    def __init__(
        self,
        control: Control,
        per_minute: int,
        *,
        say: Callable[[str], None],
        clock: Callable[[], float] = time.monotonic,
        alone: bool = True,
    ) -> None:
        self._control = control
        self._per_minute = per_minute
        self._say = say
        self._clock = clock
        self._alone = alone
        self._seen: deque[float] = deque()
        self._mark = 0
        self._unseen = 0

    def make_room(self, count: int = 1) -> None:
        """Return when so many more webhooks are within the limit; tell whoever waits meanwhile."""
        # As long as even the most attempts would stay below the limit, nobody needs to look.
        if self._alone and len(self._seen) + self._unseen * MOST_ATTEMPTS < self._per_minute:
            self._unseen += count
            return

        def has_room() -> bool:
            return self._has_room(count)

        if not has_room():
            self._say(f"waiting: the target takes {self._per_minute} webhooks a minute")
            until(has_room, bool, WINDOW_S + 1)
        self._unseen = count

    def _has_room(self, count: int) -> bool:
        now = self._clock()
        page = self._control.journal(since=self._mark, kinds=("delivery",))
        self._mark = page.mark
        self._seen.extend(now for _ in page.events)
        while self._seen and self._seen[0] <= now - WINDOW_S:
            self._seen.popleft()
        # A limit below what comes at once can only be kept as far as that.
        return len(self._seen) + min(count, self._per_minute) <= self._per_minute
