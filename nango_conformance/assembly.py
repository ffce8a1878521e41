"""What was gathered becomes a `Run`: findings are judged, evidence is laid beside them."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterator, Mapping, Sequence

from nango_conformance import NANGO_VERSION, __version__
from nango_conformance.catalogue import Catalogue, Check, Level
from nango_conformance.driver.record import HARNESS_SIDE
from nango_conformance.evidence import Entry, Note
from nango_conformance.exhibits import lay
from nango_conformance.failures import cause_of, code_of
from nango_conformance.flow import observed
from nango_conformance.provenance import catalogue_digest, description_digest, fidelity
from nango_conformance.recorder import Told
from nango_conformance.records import FeatureSource
from nango_conformance.results import (
    CheckResult,
    Failure,
    FindingNote,
    HarnessNote,
    ItemResult,
    Outcome,
    Run,
    RunVerdict,
    ScenarioResult,
    ScheduleResults,
    TargetNote,
)
from nango_conformance.selection import Selection
from nango_conformance.target import Target
from nango_conformance.verdict import (
    FELL_SHORT,
    Finding,
    Verdict,
    judge,
    judge_item,
    judge_run,
    judge_schedules,
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """
    Everything that a run left behind.

    `wanted` are the checks that were asked for, `chosen` those with their controls, `built`
    the checks that have scenarios at all, `features` the specification that they are played by,
    `partly` the checks of which some stories were played and some were not: how many, and of how
    many.
    """

    target: Target
    seed: int
    selection: Selection
    chosen: frozenset[str]
    wanted: frozenset[str] | None = None
    started: float
    finished: float = 0.0
    told: tuple[Told, ...] = ()
    built: frozenset[str] = frozenset()
    partly: Mapping[str, tuple[int, int]] = dataclasses.field(default_factory=dict)
    entries: tuple[Entry, ...] = ()
    fault: str | None = None
    schema_breaks: tuple[str, ...] = ()
    base_url: str | None = None
    schedules: ScheduleResults | None = None
    features: tuple[FeatureSource, ...] = ()


def assemble(catalogue: Catalogue, gathered: Gathered, *, today: datetime.date) -> Run:
    """Return the run as data, every check of the catalogue in it."""
    verdicts = _judged(catalogue, gathered, today)
    fault = gathered.fault or _own_fault(gathered.schema_breaks)
    entries = {entry.id: entry for entry in gathered.entries}
    ran = _ran(catalogue, gathered)
    return Run(
        verdict=_said(catalogue, verdicts, gathered, fault),
        selection=gathered.selection.told(),
        target=_target(gathered),
        seed=gathered.seed,
        started=_moment(gathered.started),
        duration_s=round(max(gathered.finished - gathered.started, 0.0), 3),
        harness=_harness(gathered),
        items=tuple(_items(catalogue, verdicts, ran)),
        checks=tuple(
            _check(check, verdicts[check.id], gathered, entries) for check in catalogue.checks
        ),
        notes=_notes(gathered, verdicts),
        fault=fault,
        schedules=gathered.schedules,
        flow=observed(catalogue, gathered.told),
    )


def _judged(
    catalogue: Catalogue, gathered: Gathered, today: datetime.date
) -> Mapping[str, Verdict]:
    findings = (
        *(told.finding for told in gathered.told),
        *_unplayed(gathered),
        *_not_run(catalogue, gathered),
    )
    judged = judge(catalogue, findings, waivers=gathered.target.waivers, today=today)
    return {verdict.check: verdict for verdict in judged}


def _ran(catalogue: Catalogue, gathered: Gathered) -> frozenset[str]:
    """An essential check that has no scenario is missing, not spared."""
    essential = frozenset(check.id for check in catalogue.checks if check.essential)
    return gathered.chosen & ((gathered.built or gathered.chosen) | essential)


def _said(
    catalogue: Catalogue,
    verdicts: Mapping[str, Verdict],
    gathered: Gathered,
    fault: str | None,
) -> RunVerdict:
    if gathered.schedules is not None:
        totals = gathered.schedules.totals
        return judge_schedules({Outcome(name): n for name, n in totals.items()}, fault=fault)
    ran = _ran(catalogue, gathered)
    return judge_run(catalogue, verdicts, selected=ran, wanted=gathered.wanted, fault=fault)


def _unplayed(gathered: Gathered) -> Iterator[Finding]:
    """Nobody knows what the stories that were not played would have shown."""
    why = f": {gathered.fault}" if gathered.fault else ""
    for check, (played, count) in gathered.partly.items():
        reason = f"{played} of its {count} stories were played{why}"
        yield Finding(check=check, outcome=Outcome.INCONCLUSIVE, reason=reason)


def _own_fault(schema_breaks: Sequence[str]) -> str | None:
    mine = [text for text in schema_breaks if text.startswith(HARNESS_SIDE)]
    return f"the fake is not true to Nango: {mine[0]}" if mine else None


def _items(
    catalogue: Catalogue, verdicts: Mapping[str, Verdict], ran: frozenset[str]
) -> list[ItemResult]:
    return [
        ItemResult(
            item=item.number,
            title=item.title,
            verdict=judge_item(
                [check for check in catalogue.checks if check.item == item.number], verdicts, ran
            ),
            shown_by=item.shown_by.value,
        )
        for item in catalogue.items
    ]


def _check(
    check: Check, verdict: Verdict, gathered: Gathered, entries: Mapping[str, Entry]
) -> CheckResult:
    mine = [told for told in gathered.told if told.finding.check == check.id]
    notes = dict.fromkeys(
        (*(note for told in mine for note in told.notes), *_undone(mine, verdict))
    )
    evidence = tuple(id_ for told in mine for id_ in told.evidence)
    laid = lay(mine, verdict, entries)
    return CheckResult(
        id=check.id,
        item=check.item,
        level=check.level.value,
        essential=check.essential,
        title=check.title,
        verdict=verdict.outcome,
        reason=verdict.reason,
        seen=verdict.seen,
        findings=tuple(FindingNote(level=note.level, text=note.text) for note in notes),
        evidence=evidence,
        exhibits=laid.exhibits,
        scenarios=tuple(_scenario(told) for told in mine),
        digest=laid.digest,
        failure=_failure(check, verdict, gathered.seed),
        decisive=laid.decisive,
        led=laid.led,
    )


def _failure(check: Check, verdict: Verdict, seed: int) -> Failure | None:
    if verdict.outcome not in FELL_SHORT or verdict.kind is None:
        return None
    return Failure(
        code=code_of(check.id, verdict.kind),
        cause=verdict.cause or cause_of(check.id, verdict.kind),
        remedy=check.remedy,
        again=f"nango-conformance run --check {check.id} --seed {seed}",
    )


def _undone(told: Sequence[Told], verdict: Verdict) -> Iterator[Note]:
    """A MAY that the target does otherwise is no failure, and is worth knowing all the same."""
    if verdict.outcome is Outcome.NOT_APPLICABLE:
        failed = (one.finding for one in told if one.finding.outcome is Outcome.FAILED)
        yield from (Note(level=Level.MAY.value, text=one.reason) for one in failed)


def _not_run(catalogue: Catalogue, gathered: Gathered) -> Iterator[Finding]:
    """Nobody knows what a check would have shown of which no story was played at all."""
    played = {told.finding.check for told in gathered.told} | gathered.partly.keys()
    for check in catalogue.checks:
        if check.id not in played:
            reason = _why_not_run(check, gathered)
            yield Finding(check=check.id, outcome=Outcome.NOT_RUN, reason=reason)


def _why_not_run(check: Check, gathered: Gathered) -> str:
    """Say why a check has no verdict: each reason asks for something else of the reader."""
    if check.id not in gathered.chosen:
        return "not selected"
    if gathered.built and check.id not in gathered.built:
        return "this version has no scenario for it"
    return gathered.fault or "the run ended before it"


def _scenario(told: Told) -> ScenarioResult:
    failed = next((step for step in told.record.steps if step.message is not None), None)
    return ScenarioResult(
        name=told.record.name,
        uri=told.record.uri,
        line=told.record.line,
        outcome=told.finding.outcome,
        duration_s=round(told.duration_s, 3),
        failed_step=failed.text if failed else None,
        message=told.finding.reason or None,
    )


def _notes(gathered: Gathered, verdicts: Mapping[str, Verdict]) -> tuple[str, ...]:
    notes = [verdict.strict_waiver for verdict in verdicts.values() if verdict.strict_waiver]
    notes.extend(gathered.schema_breaks)
    if gathered.target.auth.mode == "none":
        notes.append("The target declares no sign-in: everyone is the same user to it.")
    if gathered.target.nango.signing_key == "same":
        notes.append(
            "The target has one setting for both keys: it cannot work with an environment "
            "whose webhook signing key differs from its API key."
        )
    return tuple(notes)


def _harness(gathered: Gathered) -> HarnessNote:
    return HarnessNote(
        version=__version__,
        nango=NANGO_VERSION,
        catalogue=catalogue_digest(gathered.features),
        fidelity=dict(fidelity()),
    )


def _target(gathered: Gathered) -> TargetNote:
    target = gathered.target
    return TargetNote(
        name=target.name,
        profile=target.profile,
        base_url=gathered.base_url or target.base_url,
        mode=target.mode,
        description=description_digest(target),
    )


def _moment(seconds: float) -> str:
    moment = datetime.datetime.fromtimestamp(seconds, datetime.UTC)
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
