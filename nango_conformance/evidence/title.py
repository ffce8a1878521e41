"""What a piece of evidence is called, `who → whom: what`, and whether somebody speaks of it."""

from __future__ import annotations


def spoken_of(title: str, said: str) -> bool:
    """Say whether a text names what a title says; a title that says nothing is in no text."""
    what = title.partition(": ")[2].strip()
    return bool(what) and what in said
