"""A feature with three scenarios to run, and what a run of them tells."""

from __future__ import annotations

from typing import Any, Final

import pytest

from nango_conformance.messages import (
    AttachmentRecord,
    Envelope,
    FeatureSource,
    ScenarioRecord,
    StepOutcome,
    StepRecord,
    Surroundings,
    envelopes,
)

FEATURE: Final = FeatureSource(
    uri="features/webhooks.feature",
    text='''Feature: Webhooks
  Background:
    Given Ada is signed in

  @NAF-06.1 @must
  Rule: A webhook exactly as Nango sends it is accepted

    Scenario: Nango tells of a new connection
      When Nango delivers this
        """
        {"type": "auth"}
        """
      Then the webhook is accepted

    Scenario Outline: Nango tells of it with <what>
      When Nango delivers <what>
        | kind   |
        | <what> |
      Then the webhook is accepted

      Examples:
        | what  |
        | an é  |
        | spaces |
''',
)

SURROUNDINGS: Final = Surroundings(
    version="0.1.0",
    runtime=("CPython", "3.11.9"),
    os=("Linux", "6.1"),
    cpu="x86_64",
    started=1_773_307_800.0,
    finished=1_773_307_801.25,
)


class Story:
    """The feature, the lines of its scenarios, and records of them."""

    feature: Final = FEATURE
    FIRST, OUTLINE, ROW_1, ROW_2 = 8, 15, 23, 24

    @staticmethod
    def record(
        line: int,
        *outcomes: StepOutcome,
        what: str = "this",
        then: tuple[StepRecord, ...] = (),
        name: str = "Nango tells of a new connection",
        **more: Any,
    ) -> ScenarioRecord:
        """Return a scenario of the feature, with its steps as far as there are outcomes."""
        texts = ("Ada is signed in", f"Nango delivers {what}", "the webhook is accepted")
        steps = (
            StepRecord(text=text, outcome=outcome, duration_s=0.25)
            for text, outcome in zip(texts, outcomes, strict=False)
        )
        return ScenarioRecord(
            uri=FEATURE.uri,
            name=name,
            line=line,
            steps=(*steps, *then),
            started=1_773_307_800.5,
            **more,
        )

    def passed(self, **more: Any) -> ScenarioRecord:
        """Return the first scenario, every step of which passed."""
        return self.record(self.FIRST, *[StepOutcome.PASSED] * 3, **more)

    def everything(self) -> tuple[ScenarioRecord, ...]:
        """Return a record for each scenario, with evidence, a failure and a fault."""
        delivery = AttachmentRecord(
            id="e1", title="The delivery", media_type="text/plain", text="…", step=1
        )
        journal = AttachmentRecord(
            id="e2", title="The journal", media_type="application/json", text="{}"
        )
        good, bad, unknown = StepOutcome.PASSED, StepOutcome.FAILED, StepOutcome.UNDEFINED
        return (
            self.passed(attachments=(delivery, journal)),
            self.record(self.ROW_1, good, bad, what="an é", fault="the fake was gone"),
            self.record(self.ROW_2, good, unknown, what="spaces"),
        )

    @staticmethod
    def stream(*records: ScenarioRecord, more: tuple[FeatureSource, ...] = ()) -> list[Envelope]:
        """Return the envelopes of a run of these scenarios."""
        return list(envelopes([FEATURE, *more], records, SURROUNDINGS))

    @staticmethod
    def of_kind(found: list[Envelope], kind: str) -> list[dict[str, Any]]:
        """Return what the envelopes of one kind hold."""
        return [one[kind] for one in found if kind in one]

    def statuses(self, found: list[Envelope]) -> list[str]:
        """Return the statuses of all steps in order."""
        finished = self.of_kind(found, "testStepFinished")
        return [one["testStepResult"]["status"] for one in finished]


@pytest.fixture
def story() -> Story:
    """Give the feature and what a run tells of it."""
    return Story()
