"""
What a target lets out: everything that it says and keeps is searched for what it must not hold.

A run searches many places, some of them many times, and only the last stories judge what was
found: so what was found is kept as plain values that can be added up.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from nango_conformance.evidence.leaks import Canary, find_leaks
from nango_conformance.evidence.redaction import SESSION_TOKEN


class Source(StrEnum):
    """Where a target says or keeps something, as a feature calls it."""

    ANSWER = "answer"
    STATUS = "answer about the status"
    ERROR = "answer with an error"
    LOG = "line of the log"
    ROW = "row of the database"


class Matter(StrEnum):
    """What must not stand somewhere, as a feature calls it."""

    KEY = "a key"
    TOKEN = "a session token"  # noqa: S105 - a word of the features
    CREDENTIAL = "a credential of the provider"
    PASSWORD = "a password"  # noqa: S105 - a word of the features
    STRANGER = "a stranger's address"
    TRACE = "a stack trace"
    QUERY = "a query of a database"
    NANGO = "Nango's own words"


SOUGHT: Final[Mapping[Source, tuple[Matter, ...]]] = MappingProxyType(
    {
        Source.ANSWER: (Matter.KEY,),
        Source.STATUS: (Matter.TOKEN, Matter.CREDENTIAL, Matter.STRANGER),
        Source.ERROR: (Matter.TRACE, Matter.QUERY, Matter.NANGO),
        Source.LOG: (Matter.KEY, Matter.TOKEN, Matter.CREDENTIAL, Matter.PASSWORD),
        Source.ROW: (Matter.TOKEN, Matter.CREDENTIAL),
    }
)
"""What each place is searched for."""

_PATTERNS: Final[Mapping[Matter, re.Pattern[str]]] = MappingProxyType(
    {
        Matter.TOKEN: SESSION_TOKEN,
        # What the fake's own provider hands out; an authorisation code is worth as much.
        Matter.CREDENTIAL: re.compile(r"fake_(?:access|refresh|code)_[\w-]{8,}"),
        # Python, Node, the JVM, Ruby, Go and PHP, each as it prints its own frames.
        Matter.TRACE: re.compile(
            r"Traceback \(most recent call last\)|File \\?\"[^\"]+\", line \d+"
            r"|\bat (?:async )?(?:[\w$.<>\[\] ]+ \()?(?:file://|node:|/|[A-Z]:\\)[^\s()]+:\d+:\d+"
            r"|\bat [\w$.]+\(\w+\.(?:java|kt|scala):\d+\)|\.rb:\d+:in [`']"
            r"|\bgoroutine \d+ \[|#\d+ /\S+\.php\(\d+\)"
            r"|/(?:site-packages|node_modules|dist-packages)/"
        ),
        Matter.QUERY: re.compile(
            r"\bSELECT\s.{1,400}?\sFROM\s|\bINSERT INTO\s|\bDELETE FROM\s|\bUPDATE\s\S+\sSET\s"
            r"|\bsqlalchemy\.|\bpsycopg|\basyncpg\b|\bPrismaClient|\bSequelize\w*Error"
            r"|\bQueryFailedError\b|\bActiveRecord::|\bSQLITE_[A-Z]+\b|\bsqlite3\.\w+Error\b",
            re.DOTALL,
        ),
    }
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """Something that stood where it must not: what, by which name and in which form, and where."""

    place: Source
    matter: Matter
    name: str
    where: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What was searched, how often in each place, and what was found; two of them can be added."""

    slips: tuple[Slip, ...] = ()
    searched: Mapping[Source, int] = dataclasses.field(default_factory=dict)

    def __add__(self, other: Heard) -> Heard:
        """Return what both have heard, this one's first."""
        places = {*self.searched, *other.searched}
        counts = {one: self.searched.get(one, 0) + other.searched.get(one, 0) for one in places}
        return Heard(slips=(*self.slips, *other.slips), searched=counts)

    def __sub__(self, earlier: Heard) -> Heard:
        """Return what was heard since something that this one goes on from."""
        counts = {one: count - earlier.searched.get(one, 0) for one, count in self.searched.items()}
        return Heard(slips=self.slips[len(earlier.slips) :], searched=counts)

    def of(self, place: Source, matter: Matter) -> tuple[Slip, ...]:
        """Return what was found of one matter in one place, each once."""
        found = (slip for slip in self.slips if (slip.place, slip.matter) == (place, matter))
        return tuple(dict.fromkeys(found))


def listen(
    place: Source,
    texts: Iterable[tuple[str, str]],
    *,
    canaries: Collection[Canary] = (),
    passwords: Collection[str] = (),
    named: Collection[str] = (),
) -> Heard:
    """
    Search named texts, all of one place, for what must not stand there.

    `canaries` are the run's keys, `passwords` its people's, `named` what an error must not quote
    or whom an answer about the status must not name.
    """
    known = {
        Matter.PASSWORD: [(text, "a person's password") for text in passwords],
        Matter.NANGO: [(text, "what Nango had answered") for text in named],
        Matter.STRANGER: [(text, "the address of somebody else") for text in named],
    }
    slips: list[Slip] = []
    for where, text in texts:
        for matter in SOUGHT[place]:
            names = (
                [f"the {leak.canary} {leak.form}" for leak in find_leaks([*canaries], [("", text)])]
                if matter is Matter.KEY
                else list(_found(matter, text, known.get(matter, ())))
            )
            slips.extend(Slip(place=place, matter=matter, name=name, where=where) for name in names)
    return Heard(slips=tuple(slips), searched={place: 1})


def shows_trace(text: str) -> bool:
    """Say whether a text has a stack trace in it, as it stands or within JSON."""
    return _PATTERNS[Matter.TRACE].search(text) is not None


def _found(matter: Matter, text: str, known: Iterable[tuple[str, str]]) -> Iterator[str]:
    pattern = _PATTERNS.get(matter)
    if pattern is not None and pattern.search(text):
        yield str(matter)
    yield from dict.fromkeys(name for value, name in known if value in text)
