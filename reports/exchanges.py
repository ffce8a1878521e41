"""
Evidence as a page shows it: what kind of thing it is, what was sent, and what came back.

An exhibit that is no exchange, such as a log, has one side alone. What is drawn is bounded: a run
whose every check failed has more evidence than anybody reads, and all of it is in the file.
"""

from __future__ import annotations

import bisect
import dataclasses
import html
import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from nango_conformance.results import CheckResult, Exhibit, Run
from nango_conformance.verdict import CALM
from reports.visible import cut, visible

LOUD: Final = 260_000
"""Bytes of evidence that a page shows of everything that did not pass."""

QUIET: Final = 270_000
"""Bytes of evidence that a page shows of everything that passed."""

FRAME: Final = 400
"""Bytes that a page spends on a piece beside its text."""

LEAST: Final = 400
"""A piece shorter than this tells nothing: rather none of it than less."""

LONGEST: Final = 40_000
"""Characters of a piece that shows a failure: more than any exchange has, unless it is hostile."""

LONG: Final = 4_000
"""Characters of any other: what is longer is records of mail, and all of it is in the file."""

_KINDS: Final = (
    (re.compile(r"Nango → backend"), "Webhook"),
    (re.compile(r"backend → Nango"), "Call to Nango"),
    (re.compile(r"\S+ → provider"), "Call to the provider"),
    (re.compile(r"harness → database"), "State"),
    (re.compile(r".+ → backend: (?:GET|HEAD) "), "Read"),
    (re.compile(r".+ → backend"), "Request"),
    (re.compile(r"the target's log"), "Log"),
)
"""Kinds of evidence by how its title begins, the first that fits."""

_ID: Final = re.compile(r"(?P<letters>\D*)(?P<number>\d+)")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """
    One exhibit to draw; `got` is empty where nothing came back, or where it is no exchange.

    `example` and `at_ms` are those of the exhibit.
    """

    id: str
    kind: str
    title: str
    sent: str
    got: str
    example: int | None = None
    at_ms: float | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """
    The evidence of one check: what is drawn of it, and the ids of the rest, as ranges.

    `decisive` are those to look at first, the ones that show a failure; `led` is what was done
    before, where they only show what came of it.
    """

    led: Shown | None
    decisive: tuple[Shown, ...]
    shown: tuple[Shown, ...]
    rest: str
    count: int


def evidence_of(run: Run) -> Mapping[str, Evidence]:
    """Return what is shown of each check, so that the whole stays below `LOUD` and `QUIET`."""
    loud = [check for check in run.checks if check.verdict not in CALM]
    quiet = [check for check in run.checks if check.verdict in CALM]
    return {
        check.id: _evidence(check, share)
        for checks, budget in ((loud, LOUD), (quiet, QUIET))
        for share in (fair_share([_weight(check) for check in checks], budget),)
        for check in checks
    }


def shown(exhibit: Exhibit, limit: int) -> Shown:
    """Return an exhibit as it is drawn, no longer than the limit."""
    sent, got = sides(cut(exhibit.text, limit))
    return Shown(
        id=exhibit.id,
        kind=kind(exhibit.title),
        title=exhibit.title,
        sent=sent,
        got=got,
        example=exhibit.example,
        at_ms=exhibit.at_ms,
    )


def kind(title: str) -> str:
    """Return what an exhibit shows, in a word or two."""
    return next((word for pattern, word in _KINDS if pattern.match(title)), "Exhibit")


def sides(text: str) -> tuple[str, str]:
    """
    Return what was sent and what came back, without the signs that told them apart.

    What has no such signs is one side, as it stands.
    """
    head, mark, tail = text.partition("\n< ")
    if not mark or not head.startswith("> "):
        return text, ""
    return _bare(head, ">"), _bare(f"< {tail}", "<")


def ranges(ids: Iterable[str]) -> str:
    """Return ids as words, those that follow one another as a range: E0001 to E0004, E0009."""
    return ", ".join(
        first if first == last else f"{first} to {last}" for first, last in _runs([*ids])
    )


def fair_share(weights: Sequence[int], budget: int) -> int:
    """Return the most that each may have so that all of them stay within the budget."""
    left = budget
    for place, weight in enumerate(sorted(weights)):
        share = left // (len(weights) - place)
        if weight > share:
            return share
        left -= weight
    return budget


def _evidence(check: CheckResult, share: int) -> Evidence:
    there = {exhibit.id: exhibit for exhibit in check.exhibits or check.digest}
    decisive, led = check.decisive, check.led
    first = [id_ for id_ in (*decisive, led) if id_ in there]
    kept: dict[str, Shown] = {}
    for id_ in (*first, *_rest(check, first)):
        text = there[id_].text
        # What decided is drawn twice: by itself, and in its place among the rest.
        times = 2 if id_ in first else 1
        room = share // times - FRAME
        if room < min(LEAST, _size(text)):
            break
        fits = min(_fitting(text, room), LONGEST if id_ in first else LONG)
        kept[id_] = shown(there[id_], fits)
        share -= times * (_size(text[:fits]) + FRAME)
    return Evidence(
        led=kept.get(led) if led is not None else None,
        decisive=tuple(kept[id_] for id_ in decisive if id_ in kept),
        shown=_in_order(check, kept),
        rest=ranges(id_ for id_ in check.evidence if id_ not in kept),
        count=len(check.evidence),
    )


def _rest(check: CheckResult, first: Sequence[str]) -> Sequence[str]:
    """Return the other ids in their order; a digest begins with what tells most."""
    return [one.id for one in check.exhibits or check.digest if one.id not in first]


def _in_order(check: CheckResult, kept: Mapping[str, Shown]) -> tuple[Shown, ...]:
    """Exhibits are in the order in which they happened; a digest is drawn in that order."""
    there = [kept[one.id] for one in check.exhibits or check.digest if one.id in kept]
    if check.exhibits:
        return tuple(there)
    return tuple(sorted(there, key=lambda piece: piece.at_ms or 0.0))


def _weight(check: CheckResult) -> int:
    first = {check.led, *check.decisive}
    return sum(
        (2 if exhibit.id in first else 1) * (_size(exhibit.text) + FRAME)
        for exhibit in check.exhibits or check.digest
    )


def _size(text: str) -> int:
    """Return how many bytes of a page a text takes."""
    return len(html.escape(visible(text), quote=False).encode())


def _fitting(text: str, room: int) -> int:
    """Return how many characters of a text are drawn where there is room for so many bytes."""
    counts = range(1, min(len(text), LONGEST) + 1)
    return bisect.bisect_right(counts, room, key=lambda count: _size(text[:count]))


def _bare(text: str, sign: str) -> str:
    lines = text.split("\n")
    return "\n".join(line.removeprefix(sign).removeprefix(" ") for line in lines)


def _runs(ids: Sequence[str]) -> Sequence[tuple[str, str]]:
    """Return the first and the last of all that follow one another."""
    starts = [n for n, id_ in enumerate(ids) if n == 0 or not _follows(ids[n - 1], id_)]
    return [(ids[start], ids[end - 1]) for start, end in itertools.pairwise([*starts, len(ids)])]


def _follows(one: str, other: str) -> bool:
    first, second = _ID.fullmatch(one), _ID.fullmatch(other)
    return bool(
        first
        and second
        and first["letters"] == second["letters"]
        and int(second["number"]) == int(first["number"]) + 1
    )
