"""Orders of events fold into one word too: one that is red decides, and only a pass is green."""

from __future__ import annotations

from typing import Final

import pytest

from nango_conformance.verdict import Outcome, RunVerdict, judge_schedules

ENDS: Final = tuple(o for o in Outcome if o is not Outcome.PASSED_WITH_FINDINGS)
UNJUDGED: Final = frozenset({Outcome.INCONCLUSIVE, Outcome.NOT_OBSERVABLE, Outcome.NOT_RUN})


def word(*ends: Outcome, fault: str | None = None) -> RunVerdict:
    """Return the word for schedules that ended like this; every other end is counted as none."""
    return judge_schedules({end: int(end in ends) for end in ENDS}, fault=fault)


@pytest.mark.parametrize("other", ENDS)
@pytest.mark.parametrize("fault", [None, "interrupted"])
def test_one_that_is_red_decides(other: Outcome, fault: str | None) -> None:
    """Whatever became of the others, and however the run ended."""
    assert word(Outcome.FAILED, other, fault=fault) is RunVerdict.NOT_CONFORMANT


@pytest.mark.parametrize("other", [end for end in ENDS if end is not Outcome.FAILED])
def test_one_without_an_answer_leaves_the_rest_unjudged(other: Outcome) -> None:
    """Beside one that passed, only what was judged, or is none of the target's, is conformant."""
    judged = other not in UNJUDGED

    assert word(Outcome.PASSED, other) is (
        RunVerdict.CONFORMANT if judged else RunVerdict.INCONCLUSIVE
    )


@pytest.mark.parametrize(
    "end", [end for end in ENDS if end not in (Outcome.FAILED, Outcome.PASSED)]
)
def test_without_a_pass_nothing_is_shown(end: Outcome) -> None:
    """Neither by what is not applicable, nor by nothing at all."""
    assert word(end) is word() is judge_schedules({}, fault=None) is RunVerdict.INCONCLUSIVE


def test_a_run_that_ended_early_is_no_proof() -> None:
    """Not even where all that was played passed."""
    assert word(Outcome.PASSED) is RunVerdict.CONFORMANT
    assert word(Outcome.PASSED, fault="interrupted") is RunVerdict.INCONCLUSIVE
