"""
Which of many secrets stand in a text, found in one pass over the text.

A run learns hundreds of secrets and keeps thousands of texts; to look for each in each costs
more than the rest of the evidence together. Most secrets have a word in them that is long enough
to know them by, and few texts hold words that are as long.
"""

from __future__ import annotations

import re
from typing import Final

MARK: Final = 16
"""Characters by which a secret is known: the last of its last long word. All tokens begin alike."""

_WORD: Final = re.compile(rf"[A-Za-z0-9_-]{{{MARK},}}")


class Spotter:
    """Secrets by their marks, and those without one."""

    def __init__(self) -> None:
        self._marked: dict[str, list[str]] = {}
        self._others: list[str] = []

    def add(self, secret: str) -> None:
        """Look for this secret, too."""
        words = _WORD.findall(secret)
        if words:
            self._marked.setdefault(words[-1][-MARK:], []).append(secret)
        else:
            self._others.append(secret)

    def found(self, text: str) -> list[str]:
        """Return the secrets that the text holds, longest first: one may be part of another."""
        found = {secret for secret in self._others if secret in text}
        for mark in self._marks(text):
            found.update(secret for secret in self._marked[mark] if secret in text)
        return sorted(found, key=lambda secret: (-len(secret), secret))

    def _marks(self, text: str) -> set[str]:
        """Return the marks that the text holds; of all that might be one, none other is kept."""
        marked, words = self._marked, set(_WORD.findall(text))
        return {
            mark
            for word in words
            for at in range(len(word) - MARK + 1)
            if (mark := word[at : at + MARK]) in marked
        }
