"""A check stands where the example is that made its verdict."""

from __future__ import annotations

import dataclasses

import pytest

from nango_conformance.results import Outcome, Run
from reports.places import NOWHERE, Place, place_of
from tests.reports.by_hand import example

PASSED, FAILED, UNSURE = Outcome.PASSED, Outcome.FAILED, Outcome.INCONCLUSIVE


@pytest.mark.parametrize(
    ("verdict", "outcomes", "line"),
    [
        (FAILED, (PASSED, UNSURE, FAILED, FAILED), 2),
        (Outcome.WAIVED, (PASSED, UNSURE, FAILED), 2),
        (UNSURE, (PASSED, FAILED, UNSURE), 2),
        (UNSURE, (PASSED, FAILED), 1),
        (UNSURE, (PASSED, PASSED), 0),
        (PASSED, (PASSED, PASSED), 0),
    ],
)
def test_the_example_that_tells_is_the_place(
    verdict: Outcome, outcomes: tuple[Outcome, ...], line: int, clean: Run
) -> None:
    """Of its own outcome first; else one that did not pass, where a control is to blame."""
    scenarios = tuple(example("x", outcome, place) for place, outcome in enumerate(outcomes))
    check = dataclasses.replace(clean.checks[0], verdict=verdict, scenarios=scenarios)

    assert place_of(check) == Place(uri="features/webhooks.feature", line=line)


def test_a_check_without_examples_has_no_place(clean: Run) -> None:
    """It stands in the results."""
    assert place_of(dataclasses.replace(clean.checks[0], scenarios=())) == NOWHERE
