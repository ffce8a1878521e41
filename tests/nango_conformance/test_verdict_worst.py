"""Of several outcomes the worst stands for all, and nothing stands for nothing."""

from __future__ import annotations

import itertools

import pytest

from nango_conformance.verdict import WORST_FIRST, Outcome, worst


def test_of_nothing_nothing_ran() -> None:
    """Without outcomes there is no verdict, least of all a pass."""
    assert worst(()) is Outcome.NOT_RUN


def test_the_worst_order_is_whole() -> None:
    """
    Each of the seven verdicts of a check has exactly one place in the order, and this one.

    A failure is a failure beside anything; what nobody knows hides what is right, and what does
    not apply hides nothing.
    """
    told = "failed inconclusive not-run not-observable waived passed not-applicable"
    assert " ".join(WORST_FIRST) == told


@pytest.mark.parametrize(("bad", "good"), list(itertools.combinations(WORST_FIRST, 2)))
def test_the_worse_of_two_outcomes_stands_for_both(bad: Outcome, good: Outcome) -> None:
    """Whatever their order, the one that stands earlier in the list wins."""
    assert worst((good, bad)) is worst((bad, good)) is bad
