"""A comparison on a terminal, and for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from nango_conformance.results import Run
from reports.comparison import Change, Comparison, Kind
from reports.comparison_words import KINDS, conclusion, counted, introduced, moved
from reports.visible import cut, one_line
from reports.words import OUTCOMES

_SHOWN: Final = 20
"""How many changes of a kind are told on a terminal; of what broke, all."""

_LIMIT: Final = 400


def to_text(comparison: Comparison) -> str:
    """Return the lines for a terminal, the conclusion last."""
    return "\n".join(_lines(comparison)) + "\n"


def to_diff_json(comparison: Comparison) -> str:
    """Return everything that differs as JSON (schema 1); `broken` is what the exit status says."""
    body = {
        "schema": 1,
        "broken": comparison.broke,
        "dimmed": comparison.dimmed,
        "conclusion": conclusion(comparison),
        "before": _run(comparison.before),
        "after": _run(comparison.after),
        "scope": list(comparison.scope),
        "totals": {kind.value: len(comparison.of(kind)) for kind in Kind},
        "unchanged": comparison.unchanged,
        "items": [
            {"item": one.item, "title": one.title, "before": one.before, "after": one.after}
            for one in comparison.items
        ],
        "changes": [_change(change) for change in comparison.changes],
    }
    text = json.dumps(body, indent=2, ensure_ascii=False) + "\n"
    return text.encode(errors="backslashreplace").decode()


def _lines(comparison: Comparison) -> Iterator[str]:
    yield f"before  {one_line(introduced(comparison.before))}"
    yield f"now     {one_line(introduced(comparison.after))}"
    yield from (f"! {one_line(sentence)}" for sentence in comparison.scope)
    for kind in Kind:
        if there := comparison.of(kind):
            yield f"\n{KINDS[kind].word} ({len(there)}): {KINDS[kind].meaning}"
            shown = there if kind is Kind.BROKEN else there[:_SHOWN]
            for change in shown:
                yield from _told(change)
            if left := len(there) - len(shown):
                yield f"  and {left} more: --format json has them all"
    if comparison.items:
        yield "\nItems"
    for one in comparison.items:
        was, now = OUTCOMES[one.before].word.lower(), OUTCOMES[one.after].word.lower()
        yield f"  {one.item} {one_line(one.title)}: {was} → {now}"
    yield f"\n{counted(comparison)}\n{conclusion(comparison)}"


def _told(change: Change) -> Iterator[str]:
    sign = KINDS[change.kind].mark
    yield f"  {sign} {change.id:<9} {moved(change)}  {one_line(change.title)}"
    if change.differences:
        for one in change.differences:
            was, now = (_short(text) for text in (one.before, one.after))
            yield f"      {one.name} before: {was}"
            yield f"      {one.name} now:    {now}"
    elif change.reason:
        yield f"      {_short(change.reason)}"
    if change.kind is Kind.BROKEN:
        yield f"      again: {one_line(change.again)}"


def _short(text: str) -> str:
    return one_line(cut(text, _LIMIT)) or "nothing"


def _run(run: Run) -> dict[str, Any]:
    return {
        "target": run.target.name,
        "verdict": run.verdict.value,
        "started": run.started,
        "seed": run.seed,
        "version": run.harness.version,
        "selection": run.selection,
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind.value,
        "id": change.id,
        "level": change.level,
        "title": change.title,
        "before": change.before,
        "after": change.after,
        "reason": change.reason,
        "differences": [
            {"name": one.name, "before": one.before, "after": one.after}
            for one in change.differences
        ],
        "again": change.again,
    }
