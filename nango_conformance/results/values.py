"""The values of a run: the only thing that stands between running and reporting."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from nango_conformance.verdict import Outcome, RunVerdict


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FindingNote:
    """Something worth knowing that does not change the verdict of its check."""

    level: str
    text: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """
    One piece of evidence, redacted, as text that a person can read.

    `example` is the place of its scenario among those of the check, from 0, and `at_ms` is when it
    began, counted from the first piece of that scenario; None where nobody knows.
    """

    id: str
    title: str
    text: str
    example: int | None = None
    at_ms: float | None = None


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
    `failure` is there where the check failed, be it waived: `decisive` are the exhibits that show
    the failure, `led` is the one that led to it, where that is another.
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
    decisive: tuple[str, ...] = ()
    led: str | None = None


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
