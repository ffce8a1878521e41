"""Who may play now, where not everybody may at the same time."""

from __future__ import annotations

from collections.abc import Iterator

from nango_conformance.parallel.words import Turn


class TurnTaking:
    """
    Grants turns in the order in which they were wanted.

    A story is played by one at a time. Whoever is to be alone waits until all others are idle or
    wait themselves, so that two who want that do not wait for each other.
    """

    def __init__(self) -> None:
        self._held: dict[int, list[Turn]] = {}
        self._waiting: dict[int, Turn] = {}
        self._playing: set[int] = set()

    def begins(self, worker: int) -> None:
        """Hear that somebody has got something to do."""
        self._playing.add(worker)

    def ends(self, worker: int) -> None:
        """Hear that somebody is idle, or gone, and holds nothing any more."""
        self._playing.discard(worker)
        self._waiting.pop(worker, None)
        self._held.pop(worker, None)

    def wants(self, worker: int, turn: Turn) -> None:
        """Hear that somebody waits."""
        self._waiting[worker] = turn

    def gives(self, worker: int, turn: Turn) -> None:
        """Hear that somebody has had a turn."""
        self._held[worker].remove(turn)

    def holds(self, worker: int) -> bool:
        """Say whether somebody has any turn now."""
        return bool(self._held.get(worker))

    def granted(self) -> Iterator[int]:
        """Yield whose turn it is now, and count it as theirs."""
        for worker, turn in list(self._waiting.items()):
            if self._is_free(worker, turn):
                del self._waiting[worker]
                self._held.setdefault(worker, []).append(turn)
                yield worker

    def somebody_is_alone(self) -> bool:
        """Say whether nobody else may begin anything."""
        return any(Turn.ALONE in turns for turns in self._held.values())

    def _is_free(self, worker: int, turn: Turn) -> bool:
        others = [turns for one, turns in self._held.items() if turns and one != worker]
        if turn is Turn.STORY:
            return not others
        busy = self._playing - {worker}
        return busy <= set(self._waiting) and not any(Turn.ALONE in turns for turns in others)
