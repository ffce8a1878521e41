"""
Orders of events, played: many in company to be quick, and whatever is red there once more alone.

A red in company is a suspicion: two hundred people at once are a load, and a wrong link may be
somebody else's doing. Only what is red alone, with its evidence, is said to have failed.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from typing import Final, Protocol

from nango_conformance.errors import Nonconformance, TargetUnusable
from nango_conformance.evidence import Note
from nango_conformance.kinds import Kind
from nango_conformance.schedules import ALL, SHORT, Event, Schedule, all_schedules, schedule_of
from nango_conformance.stage import Session
from nango_conformance.stage.company import room
from nango_conformance.stage.orders import Judged, alone, in_company
from nango_conformance.target import Target
from nango_conformance.verdict import Outcome

COMPANY: Final = 200
"""Schedules that are played at once: as many as the fake's journal holds with ease."""

MOST_ALONE: Final = 100
MOST_RED: Final = 10
"""Suspicions that are looked into, and those found true: who has so many needs no more of them."""

FEW: Final = 3
"""So many suspicions are looked into at once, whatever the machine was like."""

RACES: Final = 3
"""How often a schedule is played alone in which chance has a part, before it is let go."""

_SUSPECT: Final = frozenset({Outcome.FAILED, Outcome.INCONCLUSIVE})


class Watcher(Protocol):
    """Whoever wants to hear how it goes."""

    def begins(self, total: int) -> None:
        """Hear how many schedules there are to play."""

    def played(self, count: int, suspects: int) -> None:
        """Hear how many have been played so far, and how many are to be looked into."""

    def judged(self, judged: Judged) -> None:
        """Hear what came of one that was played alone."""

    def waits(self, why: str) -> None:
        """Hear that nothing happens for a while, and why."""


def left_out(target: Target) -> dict[Event, str]:
    """Return the events that a target's shape does not have, and why."""
    missing = {}
    if target.finalise is None:
        missing[Event.REPORT] = "the target declares no [finalise] route to report to"
    if target.status is None or target.status.http is None:
        missing[Event.STATUS] = "the target declares no [status.http] to read"
    return missing


def events_of(target: Target) -> frozenset[Event]:
    """Return the events that can happen to a target of this shape."""
    return frozenset(Event).difference(left_out(target))


def asked_for(target: Target, ids: Sequence[str]) -> tuple[Schedule, ...]:
    """Return the schedules that are meant, each once; raise UsageError for what is no id."""
    every = all_schedules(events_of(target))
    named = [every if text.strip().lower() == ALL else (schedule_of(text),) for text in ids]
    return tuple(dict.fromkeys(schedule for some in named for schedule in some))


class Rehearsal:
    """
    Plays what was asked for; what has been judged stands, whatever ends it.

    `fault` says why it ended early, if it did.
    """

    def __init__(
        self,
        session: Session,
        schedules: Sequence[Schedule],
        watcher: Watcher,
        *,
        each_alone: bool = False,
    ) -> None:
        self.judged: dict[Schedule, Judged] = {}
        self.fault: str | None = None
        self._culprits: set[Schedule] = set()
        self._unexplained: list[str] = []
        self._session = session
        self._watcher = watcher
        self._each_alone = each_alone
        self._alone = 0
        missing = left_out(session.target)
        self._schedules = [one for one in schedules if not one.events & missing.keys()]
        for schedule in schedules:
            if lacking := schedule.events & missing.keys():
                why = "; ".join(f"{SHORT[event]}: {missing[event]}" for event in sorted(lacking))
                self._tell(Judged(schedule=schedule, outcome=Outcome.NOT_APPLICABLE, reason=why))

    def run(self) -> None:
        """Play everything, or until nothing more can be judged."""
        self._watcher.begins(len(self._schedules))
        size = 1 if self._each_alone else room(self._session.target, COMPANY)
        try:
            for place in range(0, len(self._schedules), size):
                self._play(self._schedules[place : place + size])
        except TargetUnusable as gone:
            self.fault = str(gone)
        if self._unexplained and self.fault is None:
            self.fault = (
                f"{self._unexplained[0]}\nso it was while many played, and not again with fewer: "
                "nobody can say whose doing it was"
            )

    def _play(self, schedules: Sequence[Schedule]) -> None:
        if self._each_alone:
            self._look_into(None, schedules[0])
            return
        found = list(self._suspicions(schedules))
        suspects = [one for one in found if one.outcome in _SUSPECT]
        for one in found:
            if one.outcome not in _SUSPECT:
                self._keep(one)
        self._watcher.played(len(self.judged) + len(suspects), len(suspects))
        hopeless = len(suspects) == len(found) and not self._has_passed()
        for one in self._once_more(suspects):
            self._look_into(one, one.schedule)
            if hopeless and self.judged[one.schedule].outcome is Outcome.INCONCLUSIVE:
                raise TargetUnusable(self.judged[one.schedule].reason)

    def _once_more(self, suspects: Sequence[Judged]) -> list[Judged]:
        """Where the machine was overloaded, play the suspects again among themselves."""
        crowded = {one.schedule: one for one in suspects if self._is_load(one)}
        left = [one for one in suspects if not self._is_load(one)]
        if len(crowded) < FEW:
            return list(suspects)
        for one in self._suspicions(list(crowded)):
            if one.outcome in _SUSPECT:
                left.append(one)
            else:
                self._keep(_explained(crowded[one.schedule], one))
        return left

    def _is_load(self, suspicion: Judged) -> bool:
        """Say whether an overloaded machine may be why: it ends no target and touches nobody."""
        return suspicion.was_crowded and suspicion.schedule not in self._culprits

    def _has_passed(self) -> bool:
        return any(one.outcome is Outcome.PASSED for one in self.judged.values())

    def _suspicions(self, schedules: Sequence[Schedule]) -> Iterator[Judged]:
        """Yield what is said of schedules in company; halve it until it is clear who spoilt it."""
        company = in_company(self._session, schedules)
        spoilt = self._ended() or company.spoilt
        if spoilt is None:
            yield from company.judged
        elif len(schedules) == 1:
            (only,) = company.judged
            self._culprits.add(only.schedule)
            yield dataclasses.replace(only, outcome=Outcome.FAILED, reason=spoilt)
        else:
            middle, known = len(schedules) // 2, len(self._culprits)
            yield from self._suspicions(schedules[:middle])
            yield from self._suspicions(schedules[middle:])
            if len(self._culprits) == known:
                self._unexplained.append(spoilt)

    def _look_into(self, suspicion: Judged | None, schedule: Schedule) -> None:
        if suspicion is not None and self._has_enough():
            self._keep(_not_looked_into(suspicion))
            return
        self._alone += suspicion is not None
        judged = self._tried(schedule)
        if suspicion is not None and suspicion.outcome is Outcome.FAILED:
            judged = _confirmed(suspicion, judged, is_load=self._is_load(suspicion))
        self._tell(judged)

    def _has_enough(self) -> bool:
        reds = sum(one.outcome is Outcome.FAILED for one in self.judged.values())
        return self._alone >= MOST_ALONE or reds >= MOST_RED

    def _tried(self, schedule: Schedule) -> Judged:
        judged = self._alone_once(schedule)
        for _ in range(RACES - 1 if schedule.races else 0):
            if judged.outcome is not Outcome.PASSED:
                break
            judged = self._alone_once(schedule)
        return judged

    def _alone_once(self, schedule: Schedule) -> Judged:
        judged = alone(self._session, schedule)
        if (how := self._ended()) is None:
            return judged
        error = Nonconformance("a target that goes on", how, kind=Kind.TARGET_DIED)
        return dataclasses.replace(
            judged, outcome=Outcome.FAILED, reason=str(error), seen=error.seen
        )

    def _ended(self) -> str | None:
        """Say how the target ended, if it did, and start it again; raise TargetUnusable if not."""
        process = self._session.process
        how = process.died if process is not None else self._session.unreachable()
        if how is None:
            return None
        if process is None or not process.died_by_itself:
            raise TargetUnusable(f"{how}; what was judged before stands")
        how = f"{how}; it said:\n{process.log()}"
        process.start_again()
        return how

    def _tell(self, judged: Judged) -> None:
        self._keep(judged)
        self._watcher.judged(self.judged[judged.schedule])

    def _keep(self, judged: Judged) -> None:
        """Keep what is said of a schedule; it may quote what the target has printed."""
        clean = self._session.ledger.clean
        notes = (dataclasses.replace(note, text=clean(note.text)) for note in judged.notes)
        self.judged[judged.schedule] = dataclasses.replace(
            judged, reason=clean(judged.reason), seen=clean(judged.seen), notes=tuple(notes)
        )


def _not_looked_into(suspicion: Judged) -> Judged:
    reason = f"red in company, and not played alone, as so many others are: {suspicion.reason}"
    return dataclasses.replace(suspicion, outcome=Outcome.INCONCLUSIVE, reason=reason)


def _confirmed(suspicion: Judged, judged: Judged, *, is_load: bool) -> Judged:
    """What is not red alone is not red; but why it was, only an overloaded machine explains."""
    if judged.outcome is not Outcome.PASSED:
        return judged
    if is_load:
        return _explained(suspicion, judged)
    reason = f"red in company, and not alone: {suspicion.reason}"
    return dataclasses.replace(judged, outcome=Outcome.INCONCLUSIVE, reason=reason)


def _explained(suspicion: Judged, judged: Judged) -> Judged:
    text = f"at first {suspicion.reason}; the machine was overloaded: {suspicion.lag.told}"
    note = Note(level="MAY", text=text)
    return dataclasses.replace(judged, notes=(*judged.notes, note))
