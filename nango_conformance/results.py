"""
A run as data: the only thing that stands between running and reporting.

`results.json` is this module's values written down (schema 1, described by
`reports/schema/results-1.json`). Nothing here reads a file or a clock.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from nango_conformance.varying import restored, taken_out
from nango_conformance.verdict import Outcome, RunVerdict

__all__ = [
    "SCHEMA",
    "CheckResult",
    "Exhibit",
    "Failure",
    "FindingNote",
    "Flow",
    "FlowStep",
    "HarnessNote",
    "ItemResult",
    "Outcome",
    "Run",
    "RunVerdict",
    "ScenarioResult",
    "ScheduleResult",
    "ScheduleResults",
    "TargetNote",
    "from_json",
    "to_json",
]

SCHEMA: Final = 1


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FindingNote:
    """Something worth knowing that does not change the verdict of its check."""

    level: str
    text: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """One piece of evidence, redacted, as text that a person can read."""

    id: str
    title: str
    text: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioResult:
    """One example of a check, and how it went."""

    name: str
    uri: str
    line: int
    outcome: Outcome
    duration_s: float
    failed_step: str | None = None
    message: str | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """
    What to do about a check that failed.

    `code` names the failure in every run, `cause` is what it most likely comes from, `remedy` what
    to do. `again` is the command that shows it again; `script` is the script beside the results
    that does so with bash, curl and openssl, or `no_script` says why there is none.
    """

    code: str
    cause: str
    remedy: str
    again: str
    script: str | None = None
    no_script: str | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """
    The verdict of one check of the catalogue.

    `level` is MUST, SHOULD or MAY; `reason` says why the verdict is what it is; `seen` says
    what was seen; `evidence` holds ids of attachments in `evidence.ndjson`; `exhibits` are
    the pieces of it that prove a verdict other than passed, `digest` a few of one that passed.
    `failure` is there where the check failed, be it waived.
    """

    id: str
    item: str
    level: str
    essential: bool
    title: str
    verdict: Outcome
    reason: str = ""
    seen: str = ""
    findings: tuple[FindingNote, ...] = ()
    evidence: tuple[str, ...] = ()
    exhibits: tuple[Exhibit, ...] = ()
    scenarios: tuple[ScenarioResult, ...] = ()
    digest: tuple[Exhibit, ...] = ()
    failure: Failure | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ItemResult:
    """One tick of the checklist; `shown_by` is backend, played or browser."""

    item: str
    title: str
    verdict: Outcome
    shown_by: str
    reason: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleResult:
    """
    One order of events, and how it went.

    `words` say the order, `happened` what came of each event; the rest is as in a check.
    """

    id: str
    words: str
    outcome: Outcome
    reason: str = ""
    seen: str = ""
    happened: tuple[str, ...] = ()
    findings: tuple[FindingNote, ...] = ()
    evidence: tuple[str, ...] = ()
    exhibits: tuple[Exhibit, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleResults:
    """
    The orders of events that a run was to play.

    `known` is how many there are for this target, `left_out` says which events its shape does
    not have. `told` are those that were played alone, and all that did not pass.
    """

    asked: tuple[str, ...]
    known: int
    totals: Mapping[str, int]
    left_out: tuple[str, ...] = ()
    told: tuple[ScheduleResult, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FlowStep:
    """
    One step of the flow as it was seen: the number of its item, when it began, and what it was.

    `at_ms` counts from the first step; `took_ms` is None for what is there at once.
    """

    item: str
    at_ms: float
    took_ms: float | None
    what: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """The sequence of the flow in one scenario of one check, in the order of time."""

    check: str
    scenario: str
    steps: tuple[FlowStep, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TargetNote:
    """
    Whom the run judged.

    `description` is the digest of its description without the secrets; None in a file of an
    earlier release.
    """

    name: str
    profile: str
    base_url: str
    mode: str
    description: str | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class HarnessNote:
    """
    What judged it.

    `nango` is the release of Nango whose protocol it knows, `catalogue` the digest of what it
    demands, `fidelity` how many answers of its fake which kind of proof vouches for. The last two
    are None and empty in a file of an earlier release.
    """

    version: str
    nango: str
    catalogue: str | None = None
    fidelity: Mapping[str, int] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """
    Everything that a report may say.

    `selection` is None, or what the command line narrowed the run to (keys such as `checks`,
    `items`, `level`, `essential`). `notes` are warnings for the head of a report; `fault` is
    the reason why the run ended early, if it did. `started` is RFC 3339 in UTC. `schedules` is
    None for a run that was to play none; `flow` is None where no scenario came to any step. `aim`
    are the options by which the command line meant the target, as they have to be typed; '' for
    the bundled reference.
    """

    verdict: RunVerdict
    selection: Mapping[str, Any] | None
    target: TargetNote
    seed: int
    started: str
    duration_s: float
    harness: HarnessNote
    items: tuple[ItemResult, ...]
    checks: tuple[CheckResult, ...]
    notes: tuple[str, ...] = ()
    fault: str | None = None
    schedules: ScheduleResults | None = None
    flow: Flow | None = None
    aim: str = ""

    def again(self, part: str) -> str:
        """Return the command that judges a part of this again, with the same target and seed."""
        return f"nango-conformance run {part} --seed {self.seed} {self.aim}".rstrip()

    @property
    def totals(self) -> dict[str, int]:
        """How many checks ended with each of the seven verdicts a check can have."""
        kinds = [kind for kind in Outcome if kind is not Outcome.PASSED_WITH_FINDINGS]
        return {kind.value: sum(c.verdict is kind for c in self.checks) for kind in kinds}


def to_json(run: Run) -> str:
    """
    Return `results.json`: readable, in the order of the catalogue, ending with a newline.

    What differs from run to run stands together at the end (`nango_conformance.varying`). A lone
    surrogate, which a target can send as an escape inside JSON and which no file can hold as
    UTF-8, is written as the escape that it was (RFC 8259, section 8.2).
    """
    body = dataclasses.asdict(run)
    _leave_out(body, "schedules", "flow", "aim")
    for check in body["checks"]:
        _leave_out(check, "digest", "failure")
    _leave_out(body["target"], "description")
    _leave_out(body["harness"], "catalogue", "fidelity")
    started, duration_s = body.pop("started"), body.pop("duration_s")
    names = ("selection", "target", "aim", "seed", "harness", "notes", "fault")
    head: dict[str, Any] = {"schema": SCHEMA, "verdict": run.verdict.value}
    head |= {name: body.pop(name) for name in names if name in body}
    head |= {"totals": run.totals, **body}
    block: dict[str, Any] = {"started": started, "duration_s": duration_s}
    block["varies"] = taken_out(head)
    text = json.dumps({**head, **block}, indent=2, ensure_ascii=False) + "\n"
    return text.encode(errors="backslashreplace").decode()


def _leave_out(body: dict[str, Any], *names: str) -> None:
    """A file says nothing of what its run does not know."""
    for name in names:
        if not body[name]:
            del body[name]


def from_json(text: str) -> Run:
    """Return the run that `to_json` wrote; raise ValueError for anything else."""
    body = json.loads(text)
    if not isinstance(body, dict) or body.get("schema") != SCHEMA:
        raise ValueError(f"not a results file of schema {SCHEMA}")
    try:
        restored(body, body.pop("varies", {}))
        return _run(body)
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"not a complete results file: {error}") from error


def _run(body: Mapping[str, Any]) -> Run:
    return Run(
        verdict=RunVerdict(body["verdict"]),
        selection=body["selection"],
        target=TargetNote(**body["target"]),
        seed=body["seed"],
        started=body["started"],
        duration_s=body["duration_s"],
        harness=HarnessNote(**body["harness"]),
        items=tuple(_item(entry) for entry in body["items"]),
        checks=tuple(_check(entry) for entry in body["checks"]),
        notes=tuple(body.get("notes", ())),
        fault=body.get("fault"),
        schedules=_schedules(body.get("schedules")),
        flow=_flow(body.get("flow")),
        aim=body.get("aim", ""),
    )


def _item(entry: Mapping[str, Any]) -> ItemResult:
    return ItemResult(**{**entry, "verdict": Outcome(entry["verdict"])})


def _check(entry: Mapping[str, Any]) -> CheckResult:
    return CheckResult(
        **{
            **entry,
            "verdict": Outcome(entry["verdict"]),
            "findings": _all(FindingNote, entry.get("findings", ())),
            "evidence": tuple(entry.get("evidence", ())),
            "exhibits": _all(Exhibit, entry.get("exhibits", ())),
            "scenarios": tuple(_scenario(one) for one in entry.get("scenarios", ())),
            "digest": _all(Exhibit, entry.get("digest", ())),
            "failure": _failure(entry.get("failure")),
        }
    )


def _scenario(entry: Mapping[str, Any]) -> ScenarioResult:
    return ScenarioResult(**{**entry, "outcome": Outcome(entry["outcome"])})


def _schedules(entry: Mapping[str, Any] | None) -> ScheduleResults | None:
    if entry is None:
        return None
    return ScheduleResults(
        **{
            **entry,
            "asked": tuple(entry["asked"]),
            "left_out": tuple(entry["left_out"]),
            "told": tuple(_schedule(one) for one in entry["told"]),
        }
    )


def _failure(entry: Mapping[str, Any] | None) -> Failure | None:
    return None if entry is None else Failure(**entry)


def _flow(entry: Mapping[str, Any] | None) -> Flow | None:
    return None if entry is None else Flow(**{**entry, "steps": _all(FlowStep, entry["steps"])})


def _schedule(entry: Mapping[str, Any]) -> ScheduleResult:
    return ScheduleResult(
        **{
            **entry,
            "outcome": Outcome(entry["outcome"]),
            "happened": tuple(entry.get("happened", ())),
            "findings": _all(FindingNote, entry.get("findings", ())),
            "evidence": tuple(entry.get("evidence", ())),
            "exhibits": _all(Exhibit, entry.get("exhibits", ())),
        }
    )


def _all(kind: type[Any], entries: Sequence[Mapping[str, Any]]) -> tuple[Any, ...]:
    return tuple(kind(**entry) for entry in entries)
