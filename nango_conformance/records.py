"""What a run tells of its scenarios: plain values, from the recorder to the evidence file."""

from __future__ import annotations

import dataclasses
from enum import StrEnum


class StepOutcome(StrEnum):
    """The seven statuses of a step in the message schema."""

    PASSED = "PASSED"
    FAILED = "FAILED"
    SKIPPED = "SKIPPED"
    UNDEFINED = "UNDEFINED"
    AMBIGUOUS = "AMBIGUOUS"
    PENDING = "PENDING"
    UNKNOWN = "UNKNOWN"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FeatureSource:
    """One feature file, read; `uri` is the name that scenarios know it by."""

    uri: str
    text: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class StepRecord:
    """One step that was reached, in the order of the scenario, background steps included."""

    text: str
    outcome: StepOutcome
    duration_s: float = 0.0
    message: str | None = None
    keyword: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentRecord:
    """One piece of evidence as text; `step` is the index of its step, None for the scenario."""

    id: str
    title: str
    media_type: str
    text: str
    step: int | None = None

    def __post_init__(self) -> None:
        """Refuse an id that could not be told from the title behind it."""
        if not self.id or len(self.id.split()) != 1:
            raise ValueError(f"an attachment's id is one word, not {self.id!r}")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioRecord:
    """
    One scenario that was started; `started` and all times are seconds of the Unix epoch.

    `line` is the line of the scenario, or better, of its row of the examples. `fault` is what
    went wrong outside every step.
    """

    uri: str
    name: str
    line: int
    steps: tuple[StepRecord, ...]
    started: float
    tags: tuple[str, ...] = ()
    attachments: tuple[AttachmentRecord, ...] = ()
    fault: str | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """When and where the run took place: name and version of what ran it."""

    version: str
    runtime: tuple[str, str]
    os: tuple[str, str]
    cpu: str
    started: float
    finished: float
