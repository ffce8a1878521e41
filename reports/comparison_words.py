"""What a comparison says first, and how each kind of change is named and explained."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from nango_conformance.results import Run, RunVerdict
from reports.comparison import Change, Comparison, Kind
from reports.words import OUTCOMES, STATUSES


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class KindWord:
    """How a kind of change is marked, named and explained."""

    mark: str
    word: str
    meaning: str


KINDS: Final[Mapping[Kind, KindWord]] = MappingProxyType(
    {
        Kind.BROKEN: KindWord(mark="✗", word="Broken", meaning="It fails now, and did not before."),
        Kind.NEWLY_UNSEEN: KindWord(
            mark="◌",
            word="Newly unseen",
            meaning="It had an answer before and has none now. That is no pass, and a failure that "
            "nobody sees any more is not mended.",
        ),
        Kind.NEWLY_WAIVED: KindWord(
            mark="⚑", word="Newly waived", meaning="It fails, and a waiver excuses that now."
        ),
        Kind.REMOVED: KindWord(
            mark="-", word="Removed", meaning="The second run does not know this check."
        ),
        Kind.NEW: KindWord(
            mark="+", word="New", meaning="The first run did not know this check, which is not red."
        ),
        Kind.UNSEEN_OTHERWISE: KindWord(
            mark="○", word="Unseen otherwise", meaning="Without an answer before and now."
        ),
        Kind.EVIDENCE_CHANGED: KindWord(
            mark="≠",
            word="Evidence changed",
            meaning="The verdict is the same, and what was seen is not.",
        ),
        Kind.NEWLY_SEEN: KindWord(
            mark="✓", word="Newly seen", meaning="It passes now, and had no answer before."
        ),
        Kind.FIXED: KindWord(mark="✓", word="Fixed", meaning="It failed before and passes now."),
    }
)


_VERDICTS: Final[Mapping[RunVerdict, str]] = MappingProxyType(
    {
        RunVerdict.CONFORMANT: "",
        RunVerdict.NOT_CONFORMANT: "The second run is not conformant.",
        RunVerdict.INCONCLUSIVE: "The second run could not be judged.",
    }
)
"""What has to be said beside what broke: nothing may have broken in a run that is red."""


def conclusion(comparison: Comparison) -> str:
    """Return what the comparison comes to; it sounds good only where the second run is good."""
    return f"{_what_broke(comparison)} {_VERDICTS[comparison.after.verdict]}".rstrip()


def _what_broke(comparison: Comparison) -> str:
    if broken := comparison.of(Kind.BROKEN):
        return f"{_count(len(broken))} broke."
    if comparison.waivers:
        return f"No check broke, but {'; '.join(comparison.waivers)}."
    if comparison.broke:
        return "No check broke, but the run is not conformant any more."
    if comparison.dimmed:
        return "Nothing was seen to break, but less is shown than before."
    if comparison.scope:
        return "Nothing broke, in what can be compared."
    return "Nothing broke."


def mark(comparison: Comparison) -> str:
    """Return the sign of the conclusion: a tick only where all is well and nothing is hidden."""
    if comparison.broke or comparison.after.verdict is RunVerdict.NOT_CONFORMANT:
        return KINDS[Kind.BROKEN].mark
    good = comparison.after.verdict is RunVerdict.CONFORMANT
    return "✓" if good and not comparison.dimmed and not comparison.scope else "?"


def counted(comparison: Comparison) -> str:
    """Return how many changes of each kind there are, and how many checks are the same."""
    counts = [(KINDS[kind].word.lower(), len(comparison.of(kind))) for kind in Kind]
    told = [f"{count} {word}" for word, count in counts if count]
    return ", ".join([*told, f"{comparison.unchanged} the same"])


def moved(change: Change) -> str:
    """Return where a check went: passed → failed."""
    was, now = (OUTCOMES[one].word.lower() if one else "" for one in (change.before, change.after))
    if not was:
        return f"new, {now}"
    if not now:
        return f"{was}, gone"
    return was if was == now else f"{was} → {now}"


def introduced(run: Run) -> str:
    """Return a run in a line: whom it judged, the verdict, when and with which seed."""
    word = STATUSES[run.verdict].word.lower()
    part = "" if run.selection is None else ", in a part"
    return f"{run.target.name}: {word}{part} ({run.started}, seed {run.seed})"


def _count(number: int) -> str:
    return f"{number} check{'' if number == 1 else 's'}"
