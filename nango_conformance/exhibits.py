"""
Which evidence of a check is laid beside its verdict; all of it is in the evidence file.

What did not pass shows what the verdict speaks of and then the latest. What passed shows a
little of each kind of exchange: enough to see what it rests on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from nango_conformance.evidence import Entry, spoken_of
from nango_conformance.recorder import Told
from nango_conformance.verdict import Outcome, Verdict

EXHIBITS: Final = 40
"""Exchanges shown of one check: more is not read, and all of them are in the evidence file."""

DIGEST: Final = 5
"""Exchanges shown of a check that passed."""

DIGEST_LIMIT: Final = 1_500
"""Characters shown of one of them."""

_PROVED: Final = frozenset({Outcome.PASSED, Outcome.NOT_APPLICABLE, Outcome.NOT_RUN})
"""Verdicts that need no exhibits."""

_DIGESTED: Final = (
    re.compile(r".+ → backend: GET "),
    re.compile(r".+ → backend: (?!GET )(?!webhook)"),
    re.compile(r"backend → Nango"),
    re.compile(r"Nango → backend: webhook"),
    re.compile(r"harness → database"),
)
"""The kinds of exchange that a digest has: a reading, a request, a call, a webhook, rows."""


def telling(
    told: Sequence[Told], verdict: Verdict, entries: Mapping[str, Entry]
) -> tuple[str, ...]:
    """Return the ids of what is shown of a check that did not pass, in order; else none."""
    if verdict.outcome in _PROVED:
        return ()
    mine = [one for one in told if one.finding.outcome is not Outcome.PASSED] or told
    ids = [id_ for one in mine for id_ in one.evidence]
    said = f"{verdict.reason} {verdict.seen}"
    spoken = [id_ for id_ in ids if spoken_of(entries[id_].title, said)]
    kept = set(list(dict.fromkeys([*reversed(spoken), *reversed(ids)]))[:EXHIBITS])
    return tuple(id_ for id_ in ids if id_ in kept)


def digest(
    told: Sequence[Told], verdict: Verdict, entries: Mapping[str, Entry]
) -> tuple[Entry, ...]:
    """Return the last of each kind of a first example that passed, and its first reading."""
    if verdict.outcome is not Outcome.PASSED:
        return ()
    passed = [one for one in told if one.finding.outcome is Outcome.PASSED]
    mine = [entries[id_] for one in passed[:1] for id_ in one.evidence]
    picked: set[str] = set()
    for pattern in _DIGESTED:
        alike = [entry.id for entry in mine if pattern.match(entry.title)]
        picked |= {*alike[-1:], *(alike[:1] if pattern is _DIGESTED[0] else ())}
    return tuple(entry for entry in mine if entry.id in picked)[:DIGEST]
