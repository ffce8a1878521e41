"""The result of each specified step, never kinder than what was recorded."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from nango_conformance.messages import StepOutcome, StepRecord

if TYPE_CHECKING:
    from tests.nango_conformance.messages.conftest import Story

PASSED, FAILED, SKIPPED = StepOutcome.PASSED, StepOutcome.FAILED, StepOutcome.SKIPPED


def test_steps_after_a_failure_are_skipped(story: Story) -> None:
    """Steps that were not reached because one before failed are SKIPPED."""
    assert story.statuses(story.stream(story.record(story.FIRST, PASSED, FAILED))) == [
        "PASSED",
        "FAILED",
        "SKIPPED",
    ]


def test_an_unrecorded_step_is_never_passed(story: Story) -> None:
    """Where records end although nothing failed, the rest is UNKNOWN and the run no success."""
    found = story.stream(story.record(story.FIRST, PASSED, PASSED))

    assert story.statuses(found) == ["PASSED", "PASSED", "UNKNOWN"]
    assert story.of_kind(found, "testRunFinished")[0]["success"] is False


def test_a_record_of_another_step_is_not_believed(story: Story) -> None:
    """A step recorded under another text does not stand in for the specified one."""
    strange = StepRecord(text="the webhook is refused", outcome=PASSED)
    found = story.stream(story.record(story.FIRST, PASSED, PASSED, then=(strange,)))

    assert story.statuses(found) == ["PASSED", "PASSED", "UNKNOWN"]
    assert "the webhook is refused" in json.dumps(found)


@pytest.mark.parametrize(
    ("scenarios", "fault", "success"),
    [
        ([(PASSED, PASSED, PASSED)], None, True),
        ([(PASSED, PASSED, SKIPPED)], None, True),
        ([(PASSED, PASSED, PASSED)], "broke", False),
        ([(SKIPPED,)], None, False),
        ([], None, False),
    ],
)
def test_success_needs_something_that_passed(
    story: Story, scenarios: list[tuple[StepOutcome, ...]], fault: str | None, *, success: bool
) -> None:
    """A run is a success when something passed, nothing is worse than skipped and none broke."""
    records = [story.record(story.FIRST, *outcomes, fault=fault) for outcomes in scenarios]

    assert story.of_kind(story.stream(*records), "testRunFinished")[0]["success"] is success


def test_a_repeated_scenario_is_a_further_attempt(story: Story) -> None:
    """The second record of a scenario is attempt 1, and the first says that it was retried."""
    found = story.stream(story.record(story.FIRST, PASSED, FAILED), story.passed())

    assert [one["attempt"] for one in story.of_kind(found, "testCaseStarted")] == [0, 1]
    retried = [one["willBeRetried"] for one in story.of_kind(found, "testCaseFinished")]
    assert retried == [True, False]


def test_times_add_up(story: Story) -> None:
    """A step starts where the one before it ended, to the microsecond."""
    found = story.stream(story.passed())

    ends = [one["timestamp"] for one in story.of_kind(found, "testStepFinished")]
    assert ends == [
        {"seconds": 1_773_307_800, "nanos": 750_000_000},
        {"seconds": 1_773_307_801, "nanos": 0},
        {"seconds": 1_773_307_801, "nanos": 250_000_000},
    ]
