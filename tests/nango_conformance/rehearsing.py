"""A stage for schedules on which what comes out is written beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, Final

from nango_conformance.evidence import Lag
from nango_conformance.rehearsal import Rehearsal
from nango_conformance.schedules import Schedule, schedule_of
from nango_conformance.stage.orders import Company, Judged
from nango_conformance.target import Target
from nango_conformance.verdict import Outcome

FEW: Final = tuple(schedule_of(one) for one in ("S-w", "S-wd", "S-w+d", "S-ws", "S-ew.r"))


class Process:
    """A target that ends by itself so often, and is started again."""

    died_by_itself = True

    def __init__(self, ends: int) -> None:
        self.ends = ends

    @property
    def died(self) -> str | None:
        """Say how it ended, if it has."""
        return "the target ended with signal SIGSEGV" if self.ends else None

    def log(self) -> str:
        """Return what it printed: all its variables."""
        return "KEY=hush"

    def start_again(self) -> None:
        """Start it again."""
        self.ends -= 1


class Play:
    """A stage on which what comes out is written beforehand, by the id of the schedule."""

    def __init__(self) -> None:
        self.company: dict[str, Outcome] = {}
        self.alone: dict[str, list[Outcome]] = {}
        self.spoilers: set[str] = set()
        self.spoilt_from = 1
        self.process: Process | None = None
        self.lag = Lag()
        self.companies: list[int] = []
        self.played_alone: list[str] = []
        self.heard: list[str] = []

    def in_company(self, _session: Any, schedules: Sequence[Schedule]) -> Company:
        """Play many."""
        self.companies.append(len(schedules))
        spoilt = {one.id for one in schedules} & self.spoilers
        judged = (
            Judged(
                schedule=one,
                outcome=self.company.get(one.id, Outcome.PASSED),
                reason=f"seen in {one.id}",
                lag=self.lag,
            )
            for one in schedules
        )
        bad = spoilt and len(schedules) >= self.spoilt_from
        return Company(judged=tuple(judged), spoilt="others changed" if bad else None)

    def one_alone(self, _session: Any, schedule: Schedule) -> Judged:
        """Play one."""
        self.played_alone.append(schedule.id)
        coming = self.alone.get(schedule.id, [Outcome.PASSED])
        outcome = coming.pop(0) if len(coming) > 1 else coming[0]
        reason = "" if outcome is Outcome.PASSED else f"seen alone in {schedule.id}"
        return Judged(schedule=schedule, outcome=outcome, reason=reason, evidence=("E0001",))

    def begins(self, total: int) -> None:
        """Hear how many there are."""
        self.heard.append(f"{total} to play")

    def played(self, count: int, suspects: int) -> None:
        """Hear how far it is."""
        self.heard.append(f"{count} played, {suspects} suspects")

    def judged(self, judged: Judged) -> None:
        """Hear what came of one."""
        self.heard.append(f"{judged.schedule.id} {judged.outcome}")

    def waits(self, why: str) -> None:
        """Hear why nothing happens."""


def rehearsed(
    target: Target, play: Play, schedules: Sequence[Schedule] = FEW, **more: Any
) -> Rehearsal:
    """Play schedules to their end."""
    ledger = SimpleNamespace(clean=lambda text: text.replace("hush", "‹secret›"))
    session: Any = SimpleNamespace(
        target=target, process=play.process, unreachable=lambda: None, ledger=ledger
    )
    made = Rehearsal(session, schedules, play, **more)
    made.run()
    return made


def outcomes(made: Rehearsal) -> dict[str, Outcome]:
    """Return what is said, by id."""
    return {schedule.id: judged.outcome for schedule, judged in made.judged.items()}
