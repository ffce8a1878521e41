"""The badge of a run, as shields.io's endpoint reads it: never green unless the whole is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from nango_conformance.results import Outcome, RunVerdict
from reports.headline import is_limited
from reports.summary import Summary

_RED: Final[Mapping[RunVerdict, str]] = MappingProxyType(
    {RunVerdict.NOT_CONFORMANT: "red", RunVerdict.INCONCLUSIVE: "lightgrey"}
)

_SHADES: Final = (
    (frozenset({Outcome.FAILED, Outcome.WAIVED, Outcome.INCONCLUSIVE}), "yellowgreen"),
    (frozenset({Outcome.NOT_OBSERVABLE, Outcome.NOT_RUN}), "green"),
)
"""What a conformant run may still have, and a bright badge would hide."""


def to_badge(summary: Summary) -> str:
    """
    Return the JSON of an endpoint badge (schemaVersion 1).

    `isError` keeps whoever shows the badge from giving it another colour.
    """
    run = summary.run
    badge = {
        "schemaVersion": 1,
        "label": "Nango authorization",
        "message": _message(summary),
        "color": _colour(summary),
        "isError": run.verdict is not RunVerdict.CONFORMANT,
    }
    return json.dumps(badge, indent=2) + "\n"


def _message(summary: Summary) -> str:
    run = summary.run
    word = summary.status.word.lower()
    if run.schedules is not None:
        played = sum(run.schedules.totals.values())
        return f"{word}, {run.schedules.totals[Outcome.PASSED.value]} of {played} orders of events"
    part = "" if run.selection is None else " in a part"
    return f"{word}{part}, {run.totals[Outcome.PASSED.value]} of {len(run.checks)} checks passed"


def _colour(summary: Summary) -> str:
    run = summary.run
    if run.verdict in _RED:
        return _RED[run.verdict]
    if is_limited(run) or run.schedules is not None:
        return "blue"
    there = {check.verdict for check in run.checks}
    return next((colour for kinds, colour in _SHADES if there & kinds), "brightgreen")
