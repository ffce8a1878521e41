"""A run survives being written down, and nothing else passes for one."""

from __future__ import annotations

import dataclasses
import itertools
import json
from typing import Any

import pytest

from nango_conformance.results import (
    CheckResult,
    Exhibit,
    Failure,
    FindingNote,
    Flow,
    FlowStep,
    HarnessNote,
    ItemResult,
    Outcome,
    Run,
    RunVerdict,
    ScenarioResult,
    ScheduleResult,
    ScheduleResults,
    TargetNote,
    from_json,
    to_json,
)

SCENARIO = ScenarioResult(
    name="Ada connects",
    uri="features/connection.feature",
    line=7,
    outcome=Outcome.FAILED,
    duration_s=0.25,
    failed_step="Then it is known",
    message="expected a link; saw none",
)

CHECK = CheckResult(
    id="NAF-07.1",
    item="07",
    level="MUST",
    essential=True,
    title="The connection becomes known",
    verdict=Outcome.FAILED,
    reason="It stayed unknown.",
    seen="none",
    findings=(FindingNote(level="SHOULD", text="slow"),),
    evidence=("e1", "e2"),
    exhibits=(Exhibit(id="e1", title="The read", text="GET /…\n"),),
    scenarios=(SCENARIO,),
)

RUN = Run(
    verdict=RunVerdict.NOT_CONFORMANT,
    selection={"checks": ["NAF-07.1"]},
    target=TargetNote(name="Açme", profile="seed", base_url="http://127.0.0.1:3000", mode="url"),
    seed=7,
    started="2026-03-12T09:30:00Z",
    duration_s=1.5,
    harness=HarnessNote(version="0.1.0", nango="0.71.4"),
    items=(ItemResult(item="07", title="Handles", verdict=Outcome.FAILED, shown_by="backend"),),
    checks=(CHECK,),
    notes=("a note",),
    fault="interrupted",
)

SCHEDULES = ScheduleResults(
    asked=("S-ew", "all"),
    known=3,
    totals={"passed": 1, "failed": 1},
    left_out=("the browser reports nothing",),
    told=(
        ScheduleResult(
            id="S-ew",
            words="an error, then the webhook",
            outcome=Outcome.FAILED,
            reason="It was lost.",
            seen="pending",
            happened=("from here on", "status 500"),
            findings=(FindingNote(level="SHOULD", text="slow"),),
            evidence=("e3",),
            exhibits=(Exhibit(id="e3", title="The webhook", text="POST /…\n"),),
        ),
    ),
)


def without(key: str) -> str:
    """Return the results file of the run with one key gone."""
    body = json.loads(to_json(RUN))
    del body[key]
    return json.dumps(body)


def test_a_run_comes_back_as_it_was() -> None:
    """Reading what was written gives an equal run, tuples and enums included."""
    assert from_json(to_json(RUN)) == RUN


def test_orders_of_events_come_back_as_they_were() -> None:
    """And a run that was to play none says nothing of them."""
    run = dataclasses.replace(RUN, schedules=SCHEDULES, aim="--target 'a b.toml'")

    assert from_json(to_json(run)) == run
    assert "schedules" not in json.loads(to_json(RUN))


def test_what_a_check_and_the_flow_have_beside_the_verdict_comes_back() -> None:
    """What to do about a failure, what proves a pass, and the steps that were seen."""
    failure = Failure(
        code="NAF-07.1/unknown",
        cause="It is not stored.",
        remedy="Store it.",
        again="again",
        script="repro/NAF-07.1.sh",
    )
    digest = (Exhibit(id="e2", title="Another read", text="GET /\n"),)
    steps = (FlowStep(item="01", at_ms=0.0, took_ms=None, what="POST /connect"),)
    shown = (Exhibit(id="e1", title="The read", text="GET /\n", example=0, at_ms=0.0),)
    check = dataclasses.replace(
        CHECK, failure=failure, digest=digest, exhibits=shown, decisive=("e1",), led="e0"
    )
    flow = Flow(check="NAF-07.1", scenario="Ada connects", steps=steps)
    run = dataclasses.replace(RUN, checks=(check,), flow=flow)

    assert from_json(to_json(run)) == run


def test_a_file_says_first_what_was_judged_and_last_what_varies() -> None:
    """Whoever opens it reads the verdict, of whom, and why; a checksum can leave out the end."""
    run = dataclasses.replace(RUN, schedules=SCHEDULES, aim="--target x.toml")

    told = "schema verdict selection target aim seed harness notes fault totals items checks"
    assert " ".join(json.loads(to_json(run))) == f"{told} schedules started duration_s varies"


def test_writing_is_stable() -> None:
    """Writing again what was read gives the same bytes, ending with one newline."""
    text = to_json(RUN)

    assert to_json(from_json(text)) == text
    assert text.endswith("}\n")


def test_the_file_is_for_people_too() -> None:
    """Letters stay letters, and the verdict comes before the details."""
    text = to_json(RUN)

    assert "Açme" in text
    assert "aim" not in json.loads(text)
    assert text.index('"totals"') < text.index('"checks": [\n    {')


@pytest.mark.parametrize(
    ("aim", "more"), [("", ""), ("--url http://[::1]:1", " --url http://[::1]:1")]
)
def test_a_part_is_judged_again_with_the_same_target(aim: str, more: str) -> None:
    """The command names it as the run was told of it."""
    run = dataclasses.replace(RUN, aim=aim)

    assert run.again("--check NAF-07.1") == (
        f"nango-conformance run --check NAF-07.1 --seed 7{more}"
    )


@pytest.mark.parametrize("text", ["\ud800", "\\\udfff", "a\u2028b", "\x00", '"', "\U0001f510"])
def test_whatever_a_target_says_can_be_written(text: str) -> None:
    """Every string, a lone surrogate included, fits a file of UTF-8 and comes back the same."""
    run = dataclasses.replace(RUN, notes=(text,))

    written = to_json(run).encode("utf-8").decode("utf-8")

    assert from_json(written).notes == (text,)


@pytest.mark.parametrize("verdict", list(Outcome))
def test_totals_count_the_verdicts_of_checks(verdict: Outcome) -> None:
    """Each of the seven verdicts has its count; the eighth is said of items only."""
    run = dataclasses.replace(RUN, checks=(dataclasses.replace(CHECK, verdict=verdict),) * 3)

    totals = run.totals

    assert len(totals) == 7
    assert totals.get(verdict.value, 3) == 3
    assert sum(totals.values()) == (0 if verdict is Outcome.PASSED_WITH_FINDINGS else 3)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"schema": 2}',
        without("verdict"),
        without("checks"),
        without("target"),
        to_json(RUN).replace('"verdict": "failed"', '"verdict": "fine"', 1),
        to_json(RUN).replace('"verdict": "not-conformant"', '"verdict": "green"', 1),
        to_json(RUN).replace('"essential": true', '"essential": true, "extra": 1', 1),
        to_json(RUN).replace('"notes": [\n    "a note"\n  ]', '"notes": null', 1),
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    """What is not a whole results file of schema 1 is a ValueError, never a half-read run."""
    with pytest.raises(ValueError, match=r"."):
        from_json(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[]", "not a results file of schema 1"),
        ('{"schema": 2}', "not a results file of schema 1"),
        (without("seed"), "not a complete results file: 'seed'"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(text: str, told: str) -> None:
    """Another schema, or the key that is missing."""
    with pytest.raises(ValueError, match=f"^{told}$"):
        from_json(text)


def test_lists_that_may_be_left_out_are_empty() -> None:
    """A file of another writer, with nothing but what every run has, can be read."""
    body: dict[str, Any] = json.loads(to_json(dataclasses.replace(RUN, schedules=SCHEDULES)))
    one, order = body["checks"][0], body["schedules"]["told"][0]
    del body["notes"], body["fault"], one["scenarios"], order["happened"]
    del body["varies"]["/checks/0/scenarios/0/duration_s"]
    for entry, key in itertools.product((one, order), ("findings", "evidence", "exhibits")):
        del entry[key]

    run = from_json(json.dumps(body))

    check, schedule = run.checks[0], run.schedules.told[0] if run.schedules else None
    assert schedule is not None
    assert (run.notes, run.fault, check.scenarios, schedule.happened) == ((), None, (), ())
    assert (check.findings, check.evidence, check.exhibits) == ((), (), ())
    assert (schedule.findings, schedule.evidence, schedule.exhibits) == ((), (), ())
