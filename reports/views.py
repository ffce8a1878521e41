"""What every format draws of a check, a group and an item: the run's own value, and its words."""

from __future__ import annotations

import dataclasses

from nango_conformance.results import CheckResult, ItemResult, Outcome
from reports.clauses import Clause
from reports.words import ADVICE, GOOD, Word


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many checks ended with one verdict."""

    verdict: Outcome
    word: Word
    count: int


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CheckView:
    """One check with what the catalogue says of it; `open` when its evidence matters now."""

    result: CheckResult
    clause: Clause | None
    word: Word
    open: bool
    again: str

    @property
    def remedy(self) -> str:
        """What to do: as the run has said of its failure, else as the catalogue says of all."""
        if self.result.failure is not None:
            return self.result.failure.remedy
        return self.clause.remedy if self.clause is not None else ""

    @property
    def advice(self) -> tuple[str, str]:
        """What to do about a check that did not pass, and how to call that; empty for the rest."""
        verdict = self.result.verdict
        if verdict in {Outcome.FAILED, Outcome.WAIVED}:
            return "What to do", self.remedy
        return ADVICE.get(verdict, ("", ""))


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Worst:
    """The worst that is known of an item, in words; `check` is whose word it is."""

    check: str
    verdict: Outcome
    level: str
    text: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class GroupView:
    """The checks of one item, or of one group that cuts across the items: `reports.standing`."""

    number: str
    title: str
    is_item: bool
    checks: tuple[CheckView, ...]
    tallies: tuple[Tally, ...]
    verdict: Outcome
    word: Word
    worst: Worst | None

    @property
    def though(self) -> str:
        """What has to be said in one breath with a good word for it, or nothing."""
        return _of_them(self.tallies) if self.verdict in GOOD else ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ItemView:
    """One tick of the checklist: how it was shown, what its checks add up to, and their worst."""

    result: ItemResult
    word: Word
    shown: str
    tallies: tuple[Tally, ...]
    worst: Worst | None = None

    @property
    def though(self) -> str:
        """What has to be said in one breath with a good verdict, or nothing."""
        if self.result.verdict not in GOOD:
            return ""
        played = ", as played" if self.result.shown_by == "played" else ""
        return f"{played}{_of_them(self.tallies)}"


def _of_them(tallies: tuple[Tally, ...]) -> str:
    """Return of how many checks that apply less than all were seen to pass."""
    seen = sum(one.count for one in tallies if one.verdict is Outcome.PASSED)
    apply = sum(one.count for one in tallies if one.verdict is not Outcome.NOT_APPLICABLE)
    return f", {seen} of {apply}" if seen < apply else ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Unseen:
    """
    Checks without an answer for one and the same reason.

    `examples` counts the examples without one, where the checks have a verdict by the others.
    """

    word: Word
    verdict: Outcome
    reason: str
    checks: tuple[CheckView, ...]
    examples: int = 0
