"""
Which of many secrets stand in a text, found in one pass over the text.

A run learns hundreds of secrets and keeps thousands of texts; to look for each in each costs
more than the rest of the evidence together. Most secrets begin with letters and digits enough
to know them by, and few texts hold words that are as long.
"""

from __future__ import annotations

import re
from typing import Final

HEAD: Final = 16
"""Characters by which a secret is known; each of them is one of a word."""

_WORD: Final = re.compile(rf"[A-Za-z0-9_-]{{{HEAD},}}")


class Spotter:
    """Secrets by their heads, and those without one."""

    def __init__(self) -> None:
        self._headed: dict[str, list[str]] = {}
        self._others: list[str] = []

    def add(self, secret: str) -> None:
        """Look for this secret, too."""
        if _WORD.match(secret):
            self._headed.setdefault(secret[:HEAD], []).append(secret)
        else:
            self._others.append(secret)

    def found(self, text: str) -> list[str]:
        """Return the secrets that the text holds, longest first: one may be part of another."""
        found = {secret for secret in self._others if secret in text}
        for head in self._heads(text):
            found.update(secret for secret in self._headed[head] if secret in text)
        return sorted(found, key=lambda secret: (-len(secret), secret))

    def _heads(self, text: str) -> set[str]:
        """Return the heads that the text holds; of all that might be one, none other is kept."""
        headed, words = self._headed, set(_WORD.findall(text))
        return {
            head
            for word in words
            for at in range(len(word) - HEAD + 1)
            if (head := word[at : at + HEAD]) in headed
        }
