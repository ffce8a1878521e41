"""Which scenario is played next: in order, but for what must not be disturbed or is judged last."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Protocol


class Placed(Protocol):
    """What a schedule must know of a scenario."""

    @property
    def is_last(self) -> bool:
        """Say whether it is judged over all that ran before."""

    @property
    def is_weighty(self) -> bool:
        """Say whether it weighs on the machine, so that nothing else can be timed meanwhile."""

    @property
    def together(self) -> str:
        """Say with which others one worker plays it, for it knows what they found; or nothing."""


class Schedule:
    """
    Hands out scenarios by their index.

    Ordinary ones go to whoever is idle, and those that belong together to one worker. Weighty
    ones are played when nobody else plays; those that are judged last come when all others have
    ended, one after another.
    """

    def __init__(self, parts: Sequence[Placed]) -> None:
        indexed = list(enumerate(parts))
        ordinary = [i for i, one in indexed if not one.is_last and not one.is_weighty]
        weighty = [i for i, one in indexed if one.is_weighty and not one.is_last]
        self._last = [i for i, one in indexed if one.is_last]
        self._parts = parts
        self._ordinary = deque(ordinary)
        self._kept: dict[int, deque[int]] = {}
        self._by_itself = deque([*weighty, *self._last])
        self._out: set[int] = set()
        self._solo = False

    def next(self, worker: int = 0) -> int | None:
        """Return what a worker is to play now; None where that is nothing, or nothing yet."""
        if self._solo:
            return None
        if kept := self._kept.get(worker):
            index = kept.popleft()
        elif self._ordinary:
            index = self._ordinary.popleft()
            self._keep(worker, self._parts[index].together)
        elif self._by_itself and not self._out and not any(self._kept.values()):
            index, self._solo = self._by_itself.popleft(), True
        else:
            return None
        self._out.add(index)
        return index

    def leaves(self, worker: int) -> None:
        """Hear that a worker is gone: what was kept for it is anybody's."""
        self._ordinary.extendleft(reversed(self._kept.pop(worker, ())))

    def _keep(self, worker: int, together: str) -> None:
        if together:
            kept = [i for i in self._ordinary if self._parts[i].together == together]
            self._kept[worker] = deque(kept)
            self._ordinary = deque(i for i in self._ordinary if i not in kept)

    def ended(self, index: int) -> None:
        """Hear that one is over, however it ended."""
        self._out.discard(index)
        self._solo = self._solo and bool(self._out)

    def cut(self, index: int) -> None:
        """Play nothing that comes after this one in the order of a run that plays one by one."""
        self._ordinary = deque(i for i in self._ordinary if i < index)
        for worker, kept in self._kept.items():
            self._kept[worker] = deque(i for i in kept if i < index)
        self._by_itself = deque(i for i in self._by_itself if i < index)

    @property
    def only_the_last_are_left(self) -> bool:
        """Say whether everything has ended but what is judged last, and there is some of that."""
        begun = self._ordinary or self._out or not self._by_itself or any(self._kept.values())
        return not begun and self._by_itself[0] in self._last

    @property
    def is_over(self) -> bool:
        """Say whether nothing is played and nothing is left."""
        left = self._ordinary or self._by_itself or any(self._kept.values())
        return not (left or self._out)
