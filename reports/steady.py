"""
What is said of a check, without what differs from run to run anyway.

Ports, moments, durations and random ids are other ones each time, and whoever compares two runs
wants to hear of none of them.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from nango_conformance.results import (
    CheckResult,
    Exhibit,
    FindingNote,
    Outcome,
    Run,
    ScheduleResult,
)
from reports.summary import again, schedule_again
from reports.visible import one_line

_FLEETING: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?",
        r"\b[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b",
        r"\b[0-9a-fA-F]{16,}\b",
        r"\b(?=[a-z]*\d)[0-9a-z]{20,}\b",
        r"(?<=127\.0\.0\.1:)\d+|(?<=localhost:)\d+|(?<=\[::1\]:)\d+",
        r"\b\d+(\.\d+)? ?(ms|s|seconds?|milliseconds?)\b",
        r"\bE\d{4,}\b",
    )
)
"""A moment (RFC 3339), a UUID, a digest, an id, a loopback port, a duration, an exchange's id."""

_ADDRESS: Final = re.compile(r"https?://[^/\s]+|\?\S+")
_PLACE: Final = re.compile(r"(?<=/)[^/\s]*\d[^/\s]*")
"""A part of a path with a digit in it: an id, mostly."""

_ANSWER: Final = re.compile(r"^< (\d{3})\b", re.MULTILINE)

ALL: Final = "all"
"""What a run is asked that plays every order of events."""


LATER: Final = frozenset({"code", "exchanges"})
"""Facts that a file of an earlier release does not know."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A text for people, and the same without what is fleeting."""

    text: str
    steady: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A check or an order of events, as far as two runs can be held against each other."""

    id: str
    title: str
    level: str
    outcome: Outcome
    reason: str
    again: str
    facts: Mapping[str, Fact]


def steady(text: str) -> str:
    """Return the text on one line with everything fleeting as a sign for it."""
    flat = one_line(text)
    for pattern in _FLEETING:
        flat = pattern.sub("…", flat)
    return flat


def entries(run: Run, other: Run) -> Mapping[str, Entry]:
    """
    Return everything that a run judged, by id.

    A run tells of the orders of events that did not pass. One that only the other run tells of
    has passed here, if it was sure to be played here.
    """
    found = [_of_check(run, check) for check in run.checks]
    told = run.schedules.told if run.schedules is not None else ()
    found += [_of_schedule(run, one) for one in (*told, *_quiet(run, other))]
    return MappingProxyType({entry.id: entry for entry in found})


def _quiet(run: Run, other: Run) -> Iterator[ScheduleResult]:
    """
    Yield as passed what only the other run tells of, and was played here.

    Nobody knows that of a run that broke off, nor of one whose target has other events.
    """
    mine, theirs = run.schedules, other.schedules
    if mine is None or theirs is None or run.fault is not None:
        return
    if (mine.known, {*mine.left_out}) != (theirs.known, {*theirs.left_out}):
        return
    told = {one.id for one in mine.told}
    asked = {one.strip().lower() for one in mine.asked}
    for one in theirs.told:
        if one.id not in told and asked & {ALL, one.id.lower()}:
            yield ScheduleResult(id=one.id, words=one.words, outcome=Outcome.PASSED)


def _of_check(run: Run, check: CheckResult) -> Entry:
    examples = (
        f"{one.name}: {one.outcome}{f' at {one.failed_step}' if one.failed_step else ''}"
        for one in check.scenarios
    )
    return Entry(
        id=check.id,
        title=check.title,
        level=f"{check.level}, essential" if check.essential else check.level,
        outcome=check.verdict,
        reason=check.reason,
        again=again(run, check),
        facts=_facts(check.reason, check.seen, check.findings, examples)
        | _code(check)
        | _exchanges((*check.exhibits, *check.digest)),
    )


def _of_schedule(run: Run, one: ScheduleResult) -> Entry:
    return Entry(
        id=one.id,
        title=one.words,
        level="order of events",
        outcome=one.outcome,
        reason=one.reason,
        again=schedule_again(run, one),
        facts=_facts(one.reason, one.seen, one.findings, one.happened) | _exchanges(one.exhibits),
    )


def _facts(
    reason: str, seen: str, findings: Iterable[FindingNote], examples: Iterable[str]
) -> dict[str, Fact]:
    texts = {
        "why": reason,
        "seen": seen,
        "findings": "; ".join(f"{one.level}: {one.text}" for one in findings),
        "examples": "; ".join(examples),
    }
    return {name: Fact(text=one_line(text), steady=steady(text)) for name, text in texts.items()}


def _code(check: CheckResult) -> dict[str, Fact]:
    code = check.failure.code if check.failure else ""
    return {"code": Fact(text=code, steady=code)}


def _exchanges(exhibits: Iterable[Exhibit]) -> dict[str, Fact]:
    """
    Return who asked the backend for what and how it answered, each once.

    How often something was asked, what stands in a body, and how far the backend's own work with
    Nango had come when the example ended, differs from run to run.
    """
    told = sorted({_exchange(one) for one in exhibits if "→ backend" in one.title})
    return {"exchanges": Fact(text="; ".join(told), steady=steady("; ".join(told)))}


def _exchange(exhibit: Exhibit) -> str:
    title = one_line(_PLACE.sub("…", _ADDRESS.sub("", exhibit.title)))
    answer = _ANSWER.search(exhibit.text)
    return title if answer is None or "→ " + answer[1] in title else f"{title} → {answer[1]}"
