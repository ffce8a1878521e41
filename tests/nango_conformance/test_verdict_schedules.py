"""What many schedules come to: one that is red decides, and nothing unseen is green."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nango_conformance.verdict import Outcome, RunVerdict, judge_schedules

ENDS = st.dictionaries(st.sampled_from(Outcome), st.integers(min_value=0, max_value=9))
GOOD = {Outcome.PASSED, Outcome.NOT_APPLICABLE}


@pytest.mark.parametrize(
    ("outcomes", "verdict"),
    [
        ({Outcome.PASSED: 3}, RunVerdict.CONFORMANT),
        ({Outcome.PASSED: 3, Outcome.NOT_APPLICABLE: 1}, RunVerdict.CONFORMANT),
        ({Outcome.PASSED: 3, Outcome.FAILED: 1}, RunVerdict.NOT_CONFORMANT),
        ({Outcome.PASSED: 3, Outcome.INCONCLUSIVE: 1}, RunVerdict.INCONCLUSIVE),
        ({Outcome.PASSED: 3, Outcome.NOT_OBSERVABLE: 1}, RunVerdict.INCONCLUSIVE),
        ({Outcome.PASSED: 3, Outcome.NOT_RUN: 1}, RunVerdict.INCONCLUSIVE),
        ({Outcome.NOT_APPLICABLE: 3}, RunVerdict.INCONCLUSIVE),
        ({}, RunVerdict.INCONCLUSIVE),
    ],
)
def test_the_word_for_all(outcomes: Mapping[Outcome, int], verdict: RunVerdict) -> None:
    """Each kind of end has its weight."""
    assert judge_schedules(outcomes, fault=None) is verdict


@given(ENDS, st.none() | st.just("interrupted"))
def test_nothing_unseen_is_conformant(outcomes: dict[Outcome, int], fault: str | None) -> None:
    """Conformant is a run to its end in which something passed and nothing is open or red."""
    counted = {outcome for outcome, count in outcomes.items() if count}
    said = judge_schedules(outcomes, fault=fault)

    if Outcome.FAILED in counted:
        assert said is RunVerdict.NOT_CONFORMANT
    if said is RunVerdict.CONFORMANT:
        assert fault is None
        assert Outcome.PASSED in counted
        assert not counted & {Outcome.INCONCLUSIVE, Outcome.NOT_OBSERVABLE, Outcome.NOT_RUN}
