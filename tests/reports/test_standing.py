"""A group that is no item stands by what weighs in the verdict of the run."""

from __future__ import annotations

import dataclasses
from typing import Final

import pytest

from nango_conformance.results import Outcome, Run
from reports import render
from reports.standing import standing
from reports.summary import summarise

MUST: Final = ("MUST", False)
STAR: Final = ("SHOULD", True)
SHOULD: Final = ("SHOULD", False)

PASSED: Final = Outcome.PASSED
FAILED: Final = Outcome.FAILED
UNSEEN: Final = Outcome.NOT_OBSERVABLE

Ended = tuple[tuple[str, bool], Outcome]


@pytest.mark.parametrize(
    ("ended", "word"),
    [
        (((MUST, PASSED), (SHOULD, PASSED)), PASSED),
        (((MUST, PASSED), (MUST, FAILED)), FAILED),
        (((MUST, PASSED), (STAR, FAILED)), FAILED),
        (((MUST, PASSED), (SHOULD, FAILED)), Outcome.PASSED_WITH_FINDINGS),
        (((MUST, PASSED), (MUST, Outcome.WAIVED)), Outcome.PASSED_WITH_FINDINGS),
        (((MUST, PASSED), (STAR, UNSEEN)), UNSEEN),
        (((STAR, Outcome.INCONCLUSIVE), (STAR, UNSEEN)), Outcome.INCONCLUSIVE),
        (((MUST, PASSED), (MUST, UNSEEN)), PASSED),
        (((MUST, FAILED), (STAR, UNSEEN)), FAILED),
        (((MUST, UNSEEN), (SHOULD, Outcome.NOT_APPLICABLE)), UNSEEN),
        (((MUST, Outcome.NOT_APPLICABLE),), Outcome.NOT_APPLICABLE),
        (((SHOULD, FAILED),), FAILED),
        ((), Outcome.NOT_RUN),
    ],
)
def test_a_group_stands_as_its_checks_weigh(
    clean: Run, ended: tuple[Ended, ...], word: Outcome
) -> None:
    """A failure that decides is red, however much passed; what else failed is a finding."""
    checks = [
        dataclasses.replace(clean.checks[0], level=level, essential=essential, verdict=verdict)
        for (level, essential), verdict in ended
    ]

    assert standing(checks) is word


def test_a_good_word_says_of_how_many_checks_it_is(every_verdict: Run) -> None:
    """Only of those that apply, and only where some of them gave no answer."""
    checks = tuple(
        dataclasses.replace(every_verdict.checks[0], id=f"NAF-11.{n}", item="11", verdict=verdict)
        for n, verdict in enumerate((PASSED, UNSEEN, Outcome.NOT_APPLICABLE), 1)
    )
    mild = tuple(dataclasses.replace(one, essential=False) for one in checks)
    (group,) = summarise(dataclasses.replace(every_verdict, checks=mild), {}).groups
    (lone,) = summarise(dataclasses.replace(every_verdict, checks=mild[:1]), {}).groups
    (bad,) = summarise(dataclasses.replace(every_verdict, checks=checks), {}).groups

    assert (group.though, lone.though, bad.though) == (", 1 of 2", "", "")


def beyond(run: Run, item: str) -> Run:
    """Return the run with all its failures in one group."""
    failed = [check for check in run.checks if check.verdict is FAILED]
    return dataclasses.replace(
        run, checks=tuple(dataclasses.replace(check, item=item) for check in failed)
    )


def test_that_the_ten_items_did_not_decide_is_said_beside_them(every_verdict: Run) -> None:
    """Ten green ticks below a red verdict would be taken for a mistake, or for the truth."""
    for item, named in (("12", ["NAF-06.1"]), ("06", [])):
        run = beyond(every_verdict, item)

        assert [view.result.id for view in summarise(run, {}).beyond] == named
        assert ('class="beyond"' in render(run, "html")) is bool(named)
        assert ("What made the verdict stands not" in render(run, "markdown")) is bool(named)
