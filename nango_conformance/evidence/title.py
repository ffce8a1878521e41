"""Which piece of evidence somebody means: by its title, `who → whom: what`, or by its marks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from nango_conformance.evidence.ledger import Entry


def spoken_of(title: str, said: str) -> bool:
    """Say whether a text names what a title says; a title that says nothing is in no text."""
    what = title.partition(": ")[2].strip()
    return bool(what) and what in said


def found_by(entries: Sequence[Entry], marks: Iterable[str]) -> tuple[str, ...]:
    """
    Return the ids of the entries that are meant, each once, in the order of the marks.

    A mark is an id, or what an entry is about; of several about one thing, such as the attempts
    at a webhook, the last is meant.
    """
    return tuple(dict.fromkeys(_found(entries, marks)))


def _found(entries: Sequence[Entry], marks: Iterable[str]) -> Iterator[str]:
    for mark in marks:
        mine = [entry.id for entry in entries if mark == entry.id or mark in entry.about]
        yield from mine[-1:]
