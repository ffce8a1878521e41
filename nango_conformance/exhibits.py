"""
Which evidence of a check is laid beside its verdict; all of it is in the evidence file.

What did not pass shows what the verdict speaks of and then the latest. What passed shows a
little of each kind of exchange: enough to see what it rests on.
"""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from nango_conformance.evidence import Entry, spoken_of
from nango_conformance.recorder import Told
from nango_conformance.results import Exhibit
from nango_conformance.verdict import CALM, FELL_SHORT, Outcome, Verdict

EXHIBITS: Final = 40
"""Exchanges shown of one check: more is not read, and all of them are in the evidence file."""

DIGEST: Final = 6
"""Exchanges shown of a check that passed."""

DECISIVE: Final = 2
"""Exchanges that are shown first of a check that failed: the one, or the two that differ."""

DIGEST_LIMIT: Final = 1_500
"""Characters shown of one of them."""

_USUAL: Final = re.compile(
    r"^[<>] (?:Accept(?:-Encoding)?|Connection|Content-Length|Date|Host|Server|User-Agent"
    r"|X-Content-Type-Options|Access-Control-Allow-Origin): .*\n",
    re.MULTILINE | re.IGNORECASE,
)
"""Headers that every exchange has: they are left out where little is shown."""

_FORGED: Final = re.compile(r"Nango → backend: webhook \(")

_DIGESTED: Final = (
    re.compile(r"(?!the target's log)[^→]+$"),
    re.compile(r"harness → database|.+ → backend: (?:GET|HEAD) "),
    re.compile(r"backend → Nango"),
    re.compile(r"Nango → backend: webhook"),
    re.compile(r".+ → backend: (?!GET |HEAD |webhook)"),
    re.compile(r"the target's log"),
)
"""
The kinds of evidence that a digest has besides what the When did, the most telling first.

What the harness did to the target, what was read, a call to Nango, a webhook, a request, the log.
"""


_ACT: Final = re.compile(r"Nango → backend: webhook|(?!backend |nango ).+ → backend: (?!GET|HEAD)")
"""What somebody did to the backend, by its title; the rest is what came of it."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """
    What is laid beside the verdict of a check: see `results.CheckResult`.

    `decisive` are ids that whoever judged a failure has named, else the last that the verdict
    speaks of; `led` is that of what was done before, where they only show what came of it.
    """

    exhibits: tuple[Exhibit, ...]
    digest: tuple[Exhibit, ...]
    decisive: tuple[str, ...]
    led: str | None


def lay(told: Sequence[Told], verdict: Verdict, entries: Mapping[str, Entry]) -> Laid:
    """Return what is laid beside a verdict; a failure has what shows it first of all."""
    placed = _placed(told, entries)
    decisive, led = _deciding(told, verdict, entries)
    first = decisive if led is None else (*decisive, led)
    return Laid(
        exhibits=tuple(placed[id_] for id_ in _telling(told, verdict, entries, first)),
        digest=tuple(_brief(placed[id_]) for id_ in _digest(told, verdict, entries)),
        decisive=decisive,
        led=led,
    )


def _telling(
    told: Sequence[Told],
    verdict: Verdict,
    entries: Mapping[str, Entry],
    first: Sequence[str],
) -> tuple[str, ...]:
    """Return the ids of what is shown of a check that did not pass, in order; else none."""
    if verdict.outcome in CALM:
        return ()
    mine = [one for one in told if one.finding.outcome is not Outcome.PASSED] or told
    ids = [id_ for one in mine for id_ in one.evidence]
    said = f"{verdict.reason} {verdict.seen}"
    spoken = [id_ for id_ in ids if spoken_of(entries[id_].title, said)]
    kept = set(list(dict.fromkeys([*first, *reversed(spoken), *reversed(ids)]))[:EXHIBITS])
    return tuple(id_ for id_ in ids if id_ in kept)


def _deciding(
    told: Sequence[Told], verdict: Verdict, entries: Mapping[str, Entry]
) -> tuple[tuple[str, ...], str | None]:
    """Return what shows the failure that the verdict tells of, and what led to it."""
    failed = [one for one in told if one.finding.outcome is Outcome.FAILED]
    if not failed or verdict.outcome not in FELL_SHORT:
        return (), None
    mine = [entries[id_] for id_ in failed[0].evidence]
    said = f"{verdict.reason} {verdict.seen}"
    spoken = [entry.id for entry in mine if spoken_of(entry.title, said)]
    named = failed[0].finding.evidence[-DECISIVE:] or tuple(spoken[-1:])
    until = min((entries[id_].at for id_ in named), default=math.inf)
    before = [one.id for one in mine if one.at <= until and one.id not in named]
    return named, _led(before, named, entries)


def _led(before: Sequence[str], named: Sequence[str], entries: Mapping[str, Entry]) -> str | None:
    """Return the last forgery, else the last webhook or request, if what is named is none."""
    if any(_ACT.match(entries[id_].title) for id_ in named):
        return None
    acts = [id_ for id_ in before if _ACT.match(entries[id_].title)]
    forged = [id_ for id_ in acts if _FORGED.match(entries[id_].title)]
    return next(reversed(forged or acts), None)


def _digest(
    told: Sequence[Told], verdict: Verdict, entries: Mapping[str, Entry]
) -> tuple[str, ...]:
    """Return the most telling of a first example that passed, the most telling before the rest."""
    if verdict.outcome is not Outcome.PASSED:
        return ()
    passed = [one for one in told if one.finding.outcome is Outcome.PASSED]
    picked = [id_ for one in passed[:1] for id_ in _telling_of(one, entries)]
    return tuple(dict.fromkeys(picked))[:DIGEST]


def _telling_of(told: Told, entries: Mapping[str, Entry]) -> Iterator[str]:
    """Yield what the When did, from its beginning and its end, and then the last of each kind."""
    mine = [entries[id_] for id_ in told.evidence]
    began, ended = told.acts or (0.0, 0.0)
    acted = [entry for entry in mine if began <= entry.at <= ended]
    forged = [entry.id for entry in acted if _FORGED.match(entry.title)]
    acts = forged or [entry.id for entry in acted if _ACT.match(entry.title)]
    yield from (*acts[-1:], *acts[:1])
    for pattern in _DIGESTED:
        yield from [entry.id for entry in mine if pattern.match(entry.title)][-1:]


def exhibit_of(entry: Entry, first: Entry, example: int | None = None) -> Exhibit:
    """Return a piece of evidence with its time since the first one of its example."""
    return Exhibit(
        id=entry.id,
        title=entry.title,
        text=entry.text,
        example=example,
        at_ms=round((entry.at - first.at) * 1000, 1),
    )


def _placed(told: Sequence[Told], entries: Mapping[str, Entry]) -> Mapping[str, Exhibit]:
    """Return every piece of a check, by its id."""
    return {
        id_: exhibit_of(entries[id_], entries[one.evidence[0]], example)
        for example, one in enumerate(told)
        for id_ in one.evidence
    }


def _brief(exhibit: Exhibit) -> Exhibit:
    exhibit = dataclasses.replace(exhibit, text=_USUAL.sub("", exhibit.text))
    if len(exhibit.text) <= DIGEST_LIMIT:
        return exhibit
    text = f"{exhibit.text[:DIGEST_LIMIT]}\n… the rest is in evidence.ndjson"
    if not exhibit.text.startswith("> "):
        # Of what a program has printed the end tells what became of it.
        text = f"… what was before is in evidence.ndjson\n{exhibit.text[-DIGEST_LIMIT:]}"
    return dataclasses.replace(exhibit, text=text)
