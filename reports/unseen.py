"""What a run did not see, by its reason: checks without an answer, and parts that do not apply."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from nango_conformance.results import Outcome, Run, ScenarioResult
from nango_conformance.verdict import JUDGED
from reports.headline import unanswered
from reports.views import CheckView, Unseen
from reports.words import OUTCOMES

_ORDER: Final = (
    Outcome.INCONCLUSIVE,
    Outcome.NOT_OBSERVABLE,
    Outcome.NOT_RUN,
    Outcome.NOT_APPLICABLE,
)
"""Worst first: what may be wrong, before what nobody looked at and what cannot be looked at."""


def unseen(run: Run, views: Sequence[CheckView]) -> tuple[Unseen, ...]:
    """Return what gave no answer, worst first; what a selection left out comes last."""
    missing = {check.id for check in unanswered(run)}
    left_out = [
        view
        for view in views
        if view.result.verdict is Outcome.NOT_RUN and view.result.id not in missing
    ]
    return (
        *_by_reason([view for view in views if view.result.id in missing]),
        *_by_reason([view for view in views if _is_spared(view)]),
        *_examples(views),
        *_by_reason(left_out),
    )


def _is_spared(view: CheckView) -> bool:
    """A MAY that the target does otherwise was seen: it is a finding, and leaves nothing open."""
    failed = any(one.outcome is Outcome.FAILED for one in view.result.scenarios)
    return view.result.verdict is Outcome.NOT_APPLICABLE and not failed


def _by_reason(views: Sequence[CheckView]) -> Iterator[Unseen]:
    mine: dict[tuple[Outcome, str], list[CheckView]] = {}
    for view in sorted(views, key=lambda one: _ORDER.index(one.result.verdict)):
        mine.setdefault((view.result.verdict, view.result.reason), []).append(view)
    for (verdict, reason), members in mine.items():
        yield Unseen(word=OUTCOMES[verdict], verdict=verdict, reason=reason, checks=tuple(members))


def _examples(views: Sequence[CheckView]) -> Iterator[Unseen]:
    """Yield the examples that were not judged of checks that were: their verdict is of the rest."""
    mine: dict[tuple[Outcome, str], list[CheckView]] = {}
    for view in views:
        for example in view.result.scenarios if view.result.verdict in JUDGED else ():
            if example.outcome not in JUDGED:
                mine.setdefault(_why(example), []).append(view)
    for (outcome, reason), members in mine.items():
        yield Unseen(
            word=OUTCOMES[outcome],
            verdict=outcome,
            reason=reason,
            checks=tuple({view.result.id: view for view in members}.values()),
            examples=len(members),
        )


def _why(example: ScenarioResult) -> tuple[Outcome, str]:
    return example.outcome, example.message or ""
