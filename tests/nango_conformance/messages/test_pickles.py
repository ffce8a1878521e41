"""What the features specify and what was recorded of it are matched, and no gap is hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nango_conformance.messages import StepOutcome, missing

if TYPE_CHECKING:
    from tests.nango_conformance.messages.conftest import Story


def test_a_complete_run_misses_nothing(story: Story) -> None:
    """When every scenario and every example has a record, nothing is missing."""
    assert missing([story.feature], story.everything()) == ()


def test_a_scenario_that_did_not_run_is_named(story: Story) -> None:
    """A scenario without a record is named with its place, and so is one row of examples."""
    found = missing([story.feature], [story.record(story.ROW_1, StepOutcome.PASSED, what="an é")])

    assert found == (
        "features/webhooks.feature:8 Nango tells of a new connection",
        "features/webhooks.feature:24 Nango tells of it with spaces",
    )


def test_rows_that_give_the_line_of_their_outline_are_told_apart(story: Story) -> None:
    """A record that knows only the line of the outline finds its row by what it says."""
    second = story.record(
        story.OUTLINE,
        *[StepOutcome.PASSED] * 3,
        what="spaces",
        name="Nango tells of it with spaces",
    )

    assert "features/webhooks.feature:24" not in " ".join(missing([story.feature], [second]))
    assert len(missing([story.feature], [second])) == 2


def test_evidence_of_nothing_specified_is_an_error(story: Story) -> None:
    """A scenario that no feature has cannot be left out in silence."""
    with pytest.raises(ValueError, match=r"features/webhooks\.feature:99 .* ran"):
        story.stream(story.record(99))
