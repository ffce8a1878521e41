"""
A comparison as a comment on a pull request.

GitHub takes a comment of 65,536 characters, so the blocks go by weight and the last say how many
did not fit. What comes from a target stands in code spans: there nobody is notified by an @, and no
# becomes a reference.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from reports.as_markdown import coded, escaped, fitted
from reports.comparison import Change, Comparison, Kind
from reports.comparison_words import KINDS, conclusion, counted, introduced, mark, moved
from reports.words import OUTCOMES

LIMIT: Final = 60_000
"""Bytes of UTF-8, which are never fewer than GitHub's characters."""

MARKER: Final = "<!-- nango-conformance diff -->"
"""The first line, by which a job finds the comment that it wrote before."""

_OPEN: Final = frozenset({Kind.BROKEN, Kind.NEWLY_UNSEEN, Kind.NEWLY_WAIVED})
"""What nobody should have to unfold."""


def to_comment(comparison: Comparison) -> str:
    """Return the comment, whole blocks only, never above the limit."""
    left = "*{count} more parts did not fit here: `nango-conformance diff` prints them all.*"
    return fitted([*_head(comparison), *_body(comparison)], LIMIT, left)


def _head(comparison: Comparison) -> Iterator[str]:
    yield f"{MARKER}\n### {mark(comparison)} Nango authorization: {escaped(conclusion(comparison))}"
    yield f"{escaped(counted(comparison))}."
    if comparison.scope:
        lines = [f"> - {coded(sentence)}" for sentence in comparison.scope]
        yield "\n".join(["> [!WARNING]", "> **Not quite comparable.**", ">", *lines])
    runs = (("before", comparison.before), ("now", comparison.after))
    yield "\n".join(f"- {when}: {coded(introduced(run))}" for when, run in runs)


def _body(comparison: Comparison) -> Iterator[str]:
    for kind in Kind:
        there = comparison.of(kind)
        if not there:
            continue
        word = KINDS[kind]
        heading = f"{word.mark} {word.word} ({len(there)})"
        if kind in _OPEN:
            yield f"#### {heading}\n\n{word.meaning}"
            yield from ("\n".join(_entry(change)) for change in there)
        else:
            lines = "\n".join(line for change in there for line in _entry(change))
            yield (
                f"<details><summary>{heading}</summary>\n\n{word.meaning}\n\n{lines}\n\n</details>"
            )
    if comparison.items:
        yield "\n".join(["#### Items", "", *_items(comparison)])


def _entry(change: Change) -> Iterator[str]:
    yield (
        f"- **{escaped(change.id)}** {escaped(moved(change))} ({escaped(change.level)}): "
        f"{escaped(change.title)}"
    )
    for one in change.differences:
        yield f"  - {one.name}: {coded(one.before)} → {coded(one.after)}"
    if change.reason and not change.differences:
        yield f"  - {coded(change.reason)}"
    if change.kind is Kind.BROKEN:
        yield f"  - again: {coded(change.again)}"


def _items(comparison: Comparison) -> Iterator[str]:
    for one in comparison.items:
        was, now = OUTCOMES[one.before].word.lower(), OUTCOMES[one.after].word.lower()
        yield f"- {one.item} {escaped(one.title)}: {was} → {now}"
