"""
What becomes of each scenario, kept as plain values while pytest runs.

The exit status of a run comes from these, never from pytest: a scenario that proved nothing
is not a scenario that passed.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Final, Protocol

from nango_conformance.errors import (
    ControlFailed,
    Nonconformance,
    NotApplicable,
    NotObservable,
    TargetUnusable,
)
from nango_conformance.evidence import Entry, Note, Sight, found_by
from nango_conformance.records import ScenarioRecord, StepOutcome, StepRecord
from nango_conformance.verdict import Finding, Outcome

_OUTCOMES: Final[tuple[tuple[type[BaseException], Outcome], ...]] = (
    (Nonconformance, Outcome.FAILED),
    (NotObservable, Outcome.NOT_OBSERVABLE),
    (NotApplicable, Outcome.NOT_APPLICABLE),
    (ControlFailed, Outcome.INCONCLUSIVE),
    (TargetUnusable, Outcome.INCONCLUSIVE),
)
"""What each error of ours says of a scenario; any other is a fault of the harness."""

_STEP_OUTCOMES: Final = {
    Outcome.FAILED: StepOutcome.FAILED,
    Outcome.NOT_OBSERVABLE: StepOutcome.SKIPPED,
    Outcome.NOT_APPLICABLE: StepOutcome.SKIPPED,
    Outcome.INCONCLUSIVE: StepOutcome.UNKNOWN,
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """
    One scenario's end: what is said of its check, and its record for the evidence file.

    `sights` are the steps of the flow that it came to. `acts` is when its When steps began and
    ended, in seconds of the Unix epoch; None where it came to none.
    """

    finding: Finding
    record: ScenarioRecord
    notes: tuple[Note, ...]
    duration_s: float
    evidence: tuple[str, ...] = ()
    sights: tuple[Sight, ...] = ()
    acts: tuple[float, float] | None = None


def cleaned(told: Told, search: Callable[[str], str]) -> Told:
    """Return the end of a scenario with each text that may quote a target as `search` leaves it."""
    finding, record = told.finding, told.record

    def clean(text: str) -> str:
        # Most of a scenario that passed is empty, and to search nothing costs as much as a line.
        return search(text) if text else text

    steps = (
        dataclasses.replace(step, message=_or_none(step.message, clean)) for step in record.steps
    )
    return dataclasses.replace(
        told,
        finding=dataclasses.replace(
            finding,
            reason=clean(finding.reason),
            seen=clean(finding.seen),
            cause=clean(finding.cause),
        ),
        record=dataclasses.replace(record, steps=tuple(steps), fault=_or_none(record.fault, clean)),
        notes=tuple(dataclasses.replace(note, text=clean(note.text)) for note in told.notes),
        sights=tuple(dataclasses.replace(one, what=clean(one.what)) for one in told.sights),
    )


def renumbered(told: Told, ids: Mapping[str, str]) -> Told:
    """Return the end of a scenario whose evidence has got other ids."""
    named = tuple(ids[id_] for id_ in told.finding.evidence)
    return dataclasses.replace(
        told,
        evidence=tuple(ids[id_] for id_ in told.evidence),
        finding=dataclasses.replace(told.finding, evidence=named),
    )


def _or_none(text: str | None, clean: Callable[[str], str]) -> str | None:
    return None if text is None else clean(text)


class Audience(Protocol):
    """Whoever wants to hear how a run goes."""

    def begins(self, total: int) -> None:
        """Hear how many scenarios there are to come."""

    def ended(self, told: Told) -> None:
        """Hear how one of them ended."""

    def waits(self, why: str) -> None:
        """Hear that nothing happens for a while, and why."""


@dataclasses.dataclass(slots=True)
class Scene:
    """The scenario that is running now."""

    check: str
    uri: str
    name: str
    line: int
    tags: tuple[str, ...]
    clean: Callable[[str], str]
    started: float = dataclasses.field(default_factory=time.time)
    clock: float = dataclasses.field(default_factory=time.perf_counter)
    step_clock: float = 0.0
    is_act: bool = False
    acts: tuple[float, float] | None = None
    steps: list[StepRecord] = dataclasses.field(default_factory=list)
    notes: list[Note] = dataclasses.field(default_factory=list)
    trouble: BaseException | None = None

    def begin_step(self, *, is_act: bool = False) -> None:
        """Start the clock of a step; an act is a When, from the first to the last of them."""
        self.step_clock = time.perf_counter()
        self.is_act = is_act
        if is_act:
            now = time.time()
            self.acts = (self.acts[0] if self.acts else now, now)

    def end_step(self, text: str, error: BaseException | None = None) -> None:
        """Keep how a step ended."""
        outcome, message = StepOutcome.PASSED, None
        if self.is_act and self.acts is not None:
            self.acts = (self.acts[0], time.time())
        if error is not None:
            self.trouble = error
            outcome = _STEP_OUTCOMES[outcome_of(error)]
            message = self.clean(described(error))
        spent = time.perf_counter() - self.step_clock if self.step_clock else 0.0
        self.steps.append(StepRecord(text=text, outcome=outcome, duration_s=spent, message=message))

    def undefined_step(self, text: str, error: BaseException) -> None:
        """Keep that a step means nothing."""
        self.trouble = error
        self.steps.append(
            StepRecord(
                text=text,
                outcome=StepOutcome.UNDEFINED,
                message=self.clean(described(error)),
            )
        )

    def end(
        self,
        error: BaseException | None,
        entries: Sequence[Entry],
        sights: tuple[Sight, ...] = (),
    ) -> Told:
        """
        Return what is to be said of the scenario; one without evidence proved nothing.

        What is stray is evidence only where the error names it.
        """
        named = found_by(entries, error.evidence) if isinstance(error, Nonconformance) else ()
        entries = [entry for entry in entries if not entry.stray or entry.id in named]
        if error is None and not entries:
            error = ControlFailed("the scenario passed without a single exchange")
        finding = self._finding(error, named)
        fault = finding.reason if error is not None and error is not self.trouble else None
        return Told(
            finding=finding,
            record=ScenarioRecord(
                uri=self.uri,
                name=self.name,
                line=self.line,
                steps=tuple(self.steps),
                started=self.started,
                tags=self.tags,
                fault=fault,
            ),
            notes=tuple(self.notes),
            duration_s=time.perf_counter() - self.clock,
            evidence=tuple(entry.id for entry in entries),
            sights=sights,
            acts=self.acts,
        )

    def _finding(self, error: BaseException | None, named: tuple[str, ...]) -> Finding:
        if error is None:
            return Finding(check=self.check, outcome=Outcome.PASSED)
        found = Finding(
            check=self.check, outcome=outcome_of(error), reason=self.clean(described(error))
        )
        if not isinstance(error, Nonconformance):
            return found
        return dataclasses.replace(
            found,
            seen=self.clean(error.seen),
            kind=error.kind,
            cause=self.clean(error.cause),
            evidence=named,
        )


def outcome_of(error: BaseException) -> Outcome:
    """Return what an error says of its scenario."""
    return next((out for kind, out in _OUTCOMES if isinstance(error, kind)), Outcome.INCONCLUSIVE)


def described(error: BaseException) -> str:
    """Return an error in words, and whose fault it is when it is ours."""
    if any(isinstance(error, kind) for kind, _ in _OUTCOMES):
        return str(error)
    return f"a fault of the harness, not of the target: {type(error).__name__}: {error}"


def midway(how: str) -> str:
    """Say why a run ends with its target."""
    return f"{how} in the middle of the run; what was judged before stands"
