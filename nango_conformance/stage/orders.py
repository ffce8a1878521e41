"""Schedules judged: many in company, where nothing is kept, or one alone with all its evidence."""

from __future__ import annotations

import contextlib
import dataclasses
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Final

from nango_conformance.errors import ConformanceError, ControlFailed, Nonconformance
from nango_conformance.evidence import Lag, Note
from nango_conformance.expectations import orders
from nango_conformance.expectations.played import Happened, Played
from nango_conformance.recorder import described, outcome_of
from nango_conformance.schedules import Schedule
from nango_conformance.stage import company, looking, playing
from nango_conformance.stage.company import Part
from nango_conformance.stage.session import Session
from nango_conformance.stage.stage import Stage
from nango_conformance.target import Target
from nango_conformance.verdict import Outcome

HANDS: Final = 4
"""People who act at the same time, where the target may be put under load."""

LATE_S: Final = 0.25
CROWDED: Final = 2.0
"""
From where a machine is overloaded: so late, or so many programs a processor.

The fake is in this process. Where the process gets no turn, Nango is slow, which a target may
rightly take for a failure and try again.
"""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """
    What is said of one schedule, and how each of its events went.

    `evidence` are the ids of what was recorded, none for what was only looked at; `schema_breaks`
    are messages on Nango's wire that broke their schemas, as far as they were recorded; `lag` is
    what the machine cost everybody meanwhile.
    """

    schedule: Schedule
    outcome: Outcome
    reason: str = ""
    seen: str = ""
    notes: tuple[Note, ...] = ()
    happened: tuple[Happened, ...] = ()
    evidence: tuple[str, ...] = ()
    schema_breaks: tuple[str, ...] = ()
    lag: Lag = dataclasses.field(default_factory=Lag)

    @property
    def was_crowded(self) -> bool:
        """Say whether the machine was overloaded, so that a red may be its doing."""
        return self.lag.worst_s >= LATE_S or self.lag.stretch >= CROWDED


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """What is said of many schedules that were played at once; `spoilt` is what befell others."""

    judged: tuple[Judged, ...]
    spoilt: str | None = None


def in_company(session: Session, schedules: Sequence[Schedule]) -> Company:
    """Play many schedules at once; what is red among them is a suspicion."""
    # The place in the journal tells it from every other: so do the names of its people.
    scene = f"a company of {len(schedules)} at {session.nango.mark()}"
    began = time.monotonic()
    with session.unheeded().stage(scene, keeps=False) as stage, _hands(stage) as hands:
        parts, spoilt = _played(stage, schedules, hands)
        lag = stage.lag.since(began)
        return Company(
            judged=tuple(dataclasses.replace(one, lag=lag) for one in parts),
            spoilt=None if spoilt is None else str(spoilt),
        )


def alone(session: Session, schedule: Schedule) -> Judged:
    """Play one schedule with nobody else about but the bystanders, and keep all of it."""
    scene = f"schedule {schedule.id} at {session.nango.mark()}"
    session.ledger.open(scene)
    with session.stage(scene) as stage, _hands(stage) as hands:
        (judged,), spoilt = _played(stage, [schedule], hands)
    evidence = tuple(entry.id for entry in session.ledger.of(scene))
    if spoilt is not None and judged.outcome is not Outcome.FAILED:
        judged = _with(judged, spoilt)
    breaks = tuple(note.text for note in stage.schema_breaks)
    return dataclasses.replace(judged, evidence=evidence, schema_breaks=breaks)


@contextlib.contextmanager
def _hands(stage: Stage) -> Iterator[Executor]:
    hands = ThreadPoolExecutor(HANDS if stage.target.limits.allow_load else 1)
    try:
        yield hands
    finally:
        # Who interrupts a run does not wait for what has not begun.
        hands.shutdown(cancel_futures=True)


def _played(
    stage: Stage, schedules: Sequence[Schedule], hands: Executor
) -> tuple[list[Judged], ConformanceError | None]:
    try:
        company.seat_bystanders(stage)
        parts = company.gather(stage, schedules, hands)
        played = playing.play(stage, parts, hands)
        spoilt = _bystanders(stage)
    except ConformanceError as error:
        return [_unjudged(one, error) for one in schedules], None
    judged = [_judged(part, played.get(part.connection_id), stage.target) for part in parts]
    playing.leave(stage, parts)
    return judged, spoilt


def _bystanders(stage: Stage) -> ConformanceError | None:
    before = stage.bystanders
    after = [looking.look_at(stage, who, account) for who, account in before]
    try:
        orders.bystanders(list(before.values()), after)
    except Nonconformance as error:
        return error
    return None


def _judged(part: Part, played: Played | None, target: Target) -> Judged:
    if played is None:
        return _unjudged(part.schedule, ControlFailed(part.trouble or "it was not played"))
    passed = Judged(schedule=part.schedule, outcome=Outcome.PASSED, happened=tuple(part.happened))
    try:
        return dataclasses.replace(passed, notes=orders.judge(played, target))
    except ConformanceError as error:
        return _with(passed, error)


def _unjudged(schedule: Schedule, error: ConformanceError) -> Judged:
    return _with(Judged(schedule=schedule, outcome=Outcome.INCONCLUSIVE), error)


def _with(judged: Judged, error: ConformanceError) -> Judged:
    seen = error.seen if isinstance(error, Nonconformance) else ""
    outcome = outcome_of(error)
    return dataclasses.replace(judged, outcome=outcome, reason=described(error), seen=seen)
