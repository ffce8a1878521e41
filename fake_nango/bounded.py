"""
A mapping that forgets its oldest entry when it is full, and can tell what changes in it.

Every store of the fake is one, so a soak does not grow it, and state can be kept in a file.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Any, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Bounded(OrderedDict[Key, Value]):
    """
    A mapping that forgets its oldest entry rather than grow past its size.

    It is an `OrderedDict` because that finds its oldest entry at once; a plain dict looks
    through the places of all those that it has forgotten before.
    """

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = size
        # Called with each key whose entry has changed or gone.
        self.watch: Callable[[Any], None] | None = None

    def __setitem__(self, key: Key, value: Value) -> None:
        super().__setitem__(key, value)
        if self.watch is not None:
            self.watch(key)
        if len(self) > self.size:
            oldest, _ = self.popitem(last=False)
            if self.watch is not None:
                self.watch(oldest)

    def __delitem__(self, key: Key) -> None:
        super().__delitem__(key)
        if self.watch is not None:
            self.watch(key)

    def take(self, key: Key) -> Value | None:
        """Take an entry out, if it is there; a dict's own `pop` would not be noticed."""
        value = self.get(key)
        if key in self:
            del self[key]
        return value

    def clear(self) -> None:
        """Forget every entry."""
        gone = list(self) if self.watch is not None else []
        super().clear()
        for key in gone:
            if self.watch is not None:
                self.watch(key)
