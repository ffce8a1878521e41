"""What differs from run to run stands in one place, and nothing else can hide there."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest

import reports
from nango_conformance.results import (
    CheckResult,
    Exhibit,
    HarnessNote,
    Outcome,
    Run,
    RunVerdict,
    ScenarioResult,
    TargetNote,
    from_json,
    to_json,
)
from nango_conformance.varying import restored, taken_out

SCENARIO = ScenarioResult(
    name="Ada connects",
    uri="features/x.feature",
    line=7,
    outcome=Outcome.FAILED,
    duration_s=0.25,
)
PIECE = Exhibit(id="E0007", title="a call", text="> GET /x", example=0, at_ms=1.5)
CHECK = CheckResult(
    id="NAF-06.1",
    item="06",
    level="MUST",
    essential=True,
    title="Accepted",
    verdict=Outcome.FAILED,
    reason="refused",
    scenarios=(SCENARIO,),
    exhibits=(PIECE,),
    decisive=("E0007",),
    led="E0007",
)
RUN = Run(
    verdict=RunVerdict.NOT_CONFORMANT,
    selection=None,
    target=TargetNote(name="mine", profile="seed", base_url="http://127.0.0.1:1", mode="start"),
    seed=7,
    started="2026-03-12T09:30:00Z",
    duration_s=1.5,
    harness=HarnessNote(version="0.1.0", nango="0.71.4"),
    items=(),
    checks=(CHECK,),
)


def later(run: Run) -> Run:
    """Return the same run at another time, at another port, on a slower machine."""
    check = dataclasses.replace(
        run.checks[0],
        scenarios=(dataclasses.replace(SCENARIO, duration_s=9.0),),
        exhibits=(dataclasses.replace(PIECE, at_ms=7.25),),
        decisive=("E0003", "E0007"),
        led=None,
    )
    target = dataclasses.replace(run.target, base_url="http://127.0.0.1:2")
    started = "2027-01-01T00:00:00Z"
    return dataclasses.replace(
        run, checks=(check,), target=target, started=started, duration_s=99.0
    )


def test_two_runs_differ_only_in_the_block() -> None:
    """All before `started` is the same, byte for byte."""
    one, other = to_json(RUN), to_json(later(RUN))

    assert one != other
    assert one.partition('\n  "started": ')[0] == other.partition('\n  "started": ')[0]
    assert list(json.loads(one))[-3:] == ["started", "duration_s", "varies"]


def test_what_stands_in_the_block_comes_back() -> None:
    """Whoever reads the file reads the whole run."""
    assert from_json(to_json(later(RUN))) == later(RUN)


def test_a_file_of_an_earlier_release_is_read() -> None:
    """It has its times where they belong, and no such block."""
    body = json.loads(to_json(RUN))
    restored(body, body.pop("varies"))

    assert from_json(json.dumps(body)) == RUN


@pytest.mark.parametrize(
    "pointer",
    [
        "/verdict",
        "/checks/0/verdict",
        "/checks/9/scenarios/0/duration_s",
        "/checks/first/duration_s",
        "/checks/0/scenarios/duration_s",
        "/checks/0/verdict/duration_s",
        "/nowhere/base_url",
        "duration_s",
        "",
    ],
)
def test_nothing_else_comes_out_of_the_block(pointer: str) -> None:
    """A verdict that is put there changes nothing: the file is refused."""
    body = json.loads(to_json(RUN))
    body["varies"][pointer] = "passed"

    with pytest.raises(ValueError, match=r"no time|stand"):
        from_json(json.dumps(body))
    assert reports.problems(json.dumps(body))


@pytest.mark.parametrize("block", [None, [], "x", 7])
def test_a_block_of_another_kind_is_no_results_file(block: Any) -> None:
    """It is a table from pointers to values."""
    body = {**json.loads(to_json(RUN)), "varies": block}

    with pytest.raises(ValueError, match="results file"):
        from_json(json.dumps(body))


def test_taking_out_and_putting_back_is_nothing() -> None:
    """At any depth."""
    body = {"a": [{"duration_s": 1, "b": {"base_url": "x"}}, 2], "c": "duration_s"}
    before = json.dumps(body, sort_keys=True)

    varies = taken_out(body)

    assert varies == {"/a/0/duration_s": 1, "/a/0/b/base_url": "x"}
    restored(body, varies)
    assert json.dumps(body, sort_keys=True) == before
