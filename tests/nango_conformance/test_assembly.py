"""What was gathered becomes a run in which every check has its place and its reason."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable
from typing import Any, Final

import pytest

from nango_conformance import NANGO_VERSION, __version__
from nango_conformance.assembly import Gathered, assemble
from nango_conformance.catalogue import Catalogue, Check, Level
from nango_conformance.driver.record import HARNESS_SIDE
from nango_conformance.evidence import Entry, Note
from nango_conformance.exhibits import EXHIBITS
from nango_conformance.recorder import Told
from nango_conformance.records import ScenarioRecord, StepOutcome, StepRecord
from nango_conformance.results import CheckResult, FindingNote, Outcome, Run, RunVerdict
from nango_conformance.selection import Selection
from nango_conformance.target import Auth, Nango, Target, Waiver
from nango_conformance.verdict import Finding

CheckMaker = Callable[..., Check]
CatalogueMaker = Callable[..., Catalogue]
TargetMaker = Callable[..., Target]
Assemble = Callable[..., Run]

TODAY: Final = datetime.date(2026, 3, 12)
ENTRIES: Final = tuple(
    Entry(id=f"E{n:04d}", scenario="s", title=f"title {n}", text=f"text {n}") for n in range(1, 100)
)


def told(check: str, outcome: Outcome, *evidence: str, **more: Any) -> Told:
    """Return the end of a scenario."""
    reason = "" if outcome is Outcome.PASSED else f"because {outcome}"
    steps = [StepRecord(text="Ada starts", outcome=StepOutcome.PASSED)]
    if reason:
        steps.append(StepRecord(text="it works", outcome=StepOutcome.FAILED, message=reason))
    return Told(
        finding=Finding(check=check, outcome=outcome, reason=reason, seen="s" if reason else ""),
        record=ScenarioRecord(
            uri="features/01.feature", name=f"{check} runs", line=7, steps=tuple(steps), started=0
        ),
        notes=more.get("notes", ()),
        duration_s=0.12345,
        evidence=evidence,
    )


@pytest.fixture
def run(
    make_check: CheckMaker, make_catalogue: CatalogueMaker, make_target: TargetMaker
) -> Assemble:
    """Give a run over four checks; NAF-01.1 is essential and controls NAF-11.1."""
    catalogue = make_catalogue(
        make_check("NAF-01.1", essential=True),
        make_check("NAF-01.2"),
        make_check("NAF-02.1", Level.SHOULD),
        make_check("NAF-11.1", controls=("NAF-01.1",)),
    )

    def make(*ends: Told, target: Target | None = None, **more: Any) -> Run:
        everything = frozenset(check.id for check in catalogue.checks)
        gathered = Gathered(
            target=target or make_target(auth=Auth(mode="bearer")),
            seed=7,
            selection=Selection(),
            chosen=everything,
            started=1_773_307_800.0,
            finished=1_773_307_801.23456,
            told=ends,
            built=everything,
            entries=ENTRIES,
        )
        return assemble(catalogue, dataclasses.replace(gathered, **more), today=TODAY)

    return make


def by_id(run: Run) -> dict[str, CheckResult]:
    """Return the checks of a run by their ids."""
    return {check.id: check for check in run.checks}


PASSED: Final = tuple(
    told(check, Outcome.PASSED, f"E000{number}")
    for number, check in enumerate(("NAF-01.1", "NAF-01.2", "NAF-02.1", "NAF-11.1"), 1)
)


def test_the_head_says_who_judged_whom_and_when(run: Assemble) -> None:
    """Target, harness, seed, start in UTC, and the time that it took."""
    whole = run(*PASSED)

    assert whole.verdict is RunVerdict.CONFORMANT
    assert (whole.selection, whole.seed, whole.fault, whole.notes) == (None, 7, None, ())
    assert (whole.started, whole.duration_s) == ("2026-03-12T09:30:00Z", 1.235)
    assert (whole.harness.version, whole.harness.nango) == (__version__, NANGO_VERSION)
    assert (whole.target.name, whole.target.profile, whole.target.mode) == (
        "small",
        "generic",
        "attach",
    )
    assert whole.target.base_url == "http://127.0.0.1:3000"


def test_the_address_is_the_one_that_was_used(run: Assemble) -> None:
    """A started target's port is known only then."""
    assert run(base_url="http://127.0.0.1:41").target.base_url == "http://127.0.0.1:41"


def test_a_clock_that_was_set_back_gives_no_negative_time(run: Assemble) -> None:
    """The run took no time at all, then."""
    assert run(finished=0.0).duration_s == 0.0


def test_every_check_has_its_place(run: Assemble) -> None:
    """In the order of the catalogue, with what the catalogue says of it."""
    whole = run(PASSED[0])

    assert [check.id for check in whole.checks] == ["NAF-01.1", "NAF-01.2", "NAF-02.1", "NAF-11.1"]
    first = whole.checks[0]
    assert (first.item, first.level, first.essential, first.title) == (
        "01",
        "MUST",
        True,
        "title of NAF-01.1",
    )
    assert whole.totals["not-run"] == 3


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"chosen": frozenset({"NAF-01.1"})}, "not selected"),
        ({"built": frozenset({"NAF-01.1"})}, "this version has no scenario for it"),
        ({"fault": "interrupted"}, "interrupted"),
        ({}, "the run ended before it"),
        ({"built": frozenset()}, "the run ended before it"),
    ],
)
def test_what_did_not_run_says_why(run: Assemble, more: dict[str, Any], reason: str) -> None:
    """Each reason asks for something else of the reader."""
    check = by_id(run(PASSED[0], **more))["NAF-01.2"]

    assert (check.verdict, check.reason) == (Outcome.NOT_RUN, reason)
    assert (check.evidence, check.exhibits, check.scenarios) == ((), (), ())


def test_a_check_whose_control_did_not_run_says_why_that_did_not(run: Assemble) -> None:
    """Nobody can mend `no scenario of it ran`; that the run was interrupted is known."""
    check = by_id(run(told("NAF-11.1", Outcome.PASSED, "E0001"), fault="interrupted"))["NAF-11.1"]

    assert check.verdict is Outcome.INCONCLUSIVE
    assert check.reason == "its positive control NAF-01.1 is not-run: interrupted"


def test_a_may_that_is_done_otherwise_is_a_finding(
    make_check: CheckMaker, make_catalogue: CatalogueMaker, make_target: TargetMaker
) -> None:
    """It is held against nobody, and an example that failed is not passed over in silence."""
    gathered = Gathered(
        target=make_target(),
        seed=7,
        selection=Selection(),
        chosen=frozenset({"NAF-01.1"}),
        started=0,
        told=(told("NAF-01.1", Outcome.FAILED, "E0001"),),
        entries=ENTRIES,
    )
    optional = make_catalogue(make_check("NAF-01.1", Level.MAY))

    (check,) = assemble(optional, gathered, today=TODAY).checks

    assert check.verdict is Outcome.NOT_APPLICABLE
    assert check.findings == (FindingNote(level="MAY", text="because failed"),)


def test_a_passed_check_keeps_its_evidence_and_shows_none(run: Assemble) -> None:
    """The evidence file has it; the report need not print it."""
    check = by_id(run(told("NAF-01.1", Outcome.PASSED, "E0001", "E0002")))["NAF-01.1"]

    assert (check.evidence, check.exhibits) == (("E0001", "E0002"), ())
    (scenario,) = check.scenarios
    assert (scenario.name, scenario.uri, scenario.line) == (
        "NAF-01.1 runs",
        "features/01.feature",
        7,
    )
    assert (scenario.outcome, scenario.duration_s) == (Outcome.PASSED, 0.123)
    assert (scenario.failed_step, scenario.message) == (None, None)


@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.INCONCLUSIVE, Outcome.NOT_OBSERVABLE])
def test_what_did_not_pass_shows_the_telling_scenario(run: Assemble, outcome: Outcome) -> None:
    """The exchanges of the scenario that decided, not those of the one that passed."""
    whole = run(
        told("NAF-01.1", Outcome.PASSED, "E0001"), told("NAF-01.1", outcome, "E0002", "E0003")
    )

    check = by_id(whole)["NAF-01.1"]
    assert (check.verdict, check.reason, check.seen) == (outcome, f"because {outcome}", "s")
    assert check.evidence == ("E0001", "E0002", "E0003")
    assert [(x.id, x.title, x.text) for x in check.exhibits] == [
        ("E0002", "title 2", "text 2"),
        ("E0003", "title 3", "text 3"),
    ]
    assert (check.scenarios[1].failed_step, check.scenarios[1].message) == (
        "it works",
        f"because {outcome}",
    )


def test_a_check_that_does_not_apply_shows_nothing(run: Assemble) -> None:
    """There is nothing to prove."""
    check = by_id(run(told("NAF-01.1", Outcome.NOT_APPLICABLE, "E0001")))["NAF-01.1"]

    assert (check.verdict, check.exhibits) == (Outcome.NOT_APPLICABLE, ())


def test_a_check_whose_control_broke_shows_what_it_saw(run: Assemble) -> None:
    """Its own scenarios passed, and yet they are what a reader asks for."""
    whole = run(
        told("NAF-01.1", Outcome.FAILED, "E0001"), told("NAF-11.1", Outcome.PASSED, "E0002")
    )

    check = by_id(whole)["NAF-11.1"]
    assert check.verdict is Outcome.INCONCLUSIVE
    assert [exhibit.id for exhibit in check.exhibits] == ["E0002"]


def test_only_the_last_exhibits_are_shown(run: Assemble) -> None:
    """What went wrong stands at the end; more than a page of it is not read."""
    ids = [entry.id for entry in ENTRIES]

    check = by_id(run(told("NAF-01.1", Outcome.FAILED, *ids)))["NAF-01.1"]

    assert [exhibit.id for exhibit in check.exhibits] == ids[-EXHIBITS:]
    assert check.evidence == tuple(ids)


def test_findings_are_told_once(run: Assemble) -> None:
    """Two scenarios that note the same thing make one finding, in the order of the first."""
    slow, odd = Note(level="SHOULD", text="slow"), Note(level="MAY", text="odd")

    whole = run(
        told("NAF-01.1", Outcome.PASSED, "E0001", notes=(slow,)),
        told("NAF-01.1", Outcome.PASSED, "E0002", notes=(odd, slow)),
    )

    findings = by_id(whole)["NAF-01.1"].findings
    assert [(f.level, f.text) for f in findings] == [("SHOULD", "slow"), ("MAY", "odd")]


def test_items_are_the_ten_and_say_who_shows_them(run: Assemble) -> None:
    """Each from the checks of its own group that ran."""
    whole = run(*PASSED[:1], told("NAF-01.2", Outcome.FAILED, "E0002"), *PASSED[2:])

    assert [(i.item, i.title, i.verdict, i.shown_by) for i in whole.items] == [
        ("01", "first", Outcome.PASSED_WITH_FINDINGS, "backend"),
        ("02", "second", Outcome.NOT_RUN, "played"),
    ]


def test_an_item_is_judged_by_what_was_selected(run: Assemble) -> None:
    """A selection does not fail an item for what it left out."""
    whole = run(
        PASSED[1], chosen=frozenset({"NAF-01.2"}), selection=Selection(checks=("NAF-01.2",))
    )

    assert whole.items[0].verdict is Outcome.PASSED
    assert whole.selection == {"checks": ["NAF-01.2"]}
    assert whole.verdict is RunVerdict.CONFORMANT


def test_an_essential_check_that_is_not_built_is_missing(run: Assemble) -> None:
    """A specification without it proves nothing; without another it proves less."""
    essential_is_gone = run(PASSED[1], built=frozenset({"NAF-01.2"}))
    other_is_gone = run(PASSED[0], built=frozenset({"NAF-01.1"}))

    assert essential_is_gone.verdict is RunVerdict.INCONCLUSIVE
    assert other_is_gone.verdict is RunVerdict.CONFORMANT


@pytest.mark.parametrize("more", [{"fault": "gone"}, {"schema_breaks": (f"{HARNESS_SIDE} broke",)}])
def test_a_fault_leaves_no_verdict(run: Assemble, more: dict[str, Any]) -> None:
    """The target's end, or a fake that is not true to Nango."""
    whole = run(*PASSED, **more)

    assert whole.verdict is RunVerdict.INCONCLUSIVE
    assert whole.fault == more.get("fault", f"the fake is not true to Nango: {HARNESS_SIDE} broke")


def test_what_the_target_broke_is_a_note(run: Assemble) -> None:
    """A message of the target's that is not to the schema is told, and judged elsewhere."""
    whole = run(*PASSED, schema_breaks=("backend broke POST /connect/sessions",))

    assert (whole.verdict, whole.fault) == (RunVerdict.CONFORMANT, None)
    assert whole.notes == ("backend broke POST /connect/sessions",)


def test_a_waiver_that_must_go_is_a_note(run: Assemble, make_target: TargetMaker) -> None:
    """And the run is not conformant until it is gone."""
    waiver = Waiver(check="NAF-01.2", reason="known", until=TODAY)

    whole = run(*PASSED, target=make_target(auth=Auth(mode="bearer"), waivers=(waiver,)))

    assert whole.verdict is RunVerdict.NOT_CONFORMANT
    assert whole.notes == ("the waiver of NAF-01.2 is needless: the check passes; strike it out",)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"auth": Auth(mode="none")}, "everyone is the same user"),
        ({"auth": Auth(mode="bearer"), "nango": Nango(signing_key="same")}, "both keys"),
    ],
)
def test_what_the_declaration_costs_is_a_note(
    run: Assemble, make_target: TargetMaker, more: dict[str, Any], says: str
) -> None:
    """No sign-in, or one key for two purposes, weakens what was shown."""
    (note,) = run(*PASSED, target=make_target(**more)).notes

    assert says in note
