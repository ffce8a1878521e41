"""What the fake remembers, kept in a file over restarts and crashes."""

from __future__ import annotations


class StateFileError(Exception):
    """
    The file cannot be used; the text says why and what to do.

    It is told here, because a program must know it before it knows whether to load SQLite.
    """
