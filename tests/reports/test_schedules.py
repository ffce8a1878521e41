"""Orders of events are in every report, the red ones with evidence; a lie about them is seen."""

from __future__ import annotations

import dataclasses
import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from typing import Any

import pytest

from nango_conformance.results import (
    Exhibit,
    FindingNote,
    Outcome,
    Run,
    RunVerdict,
    ScheduleResult,
    ScheduleResults,
    from_json,
    to_json,
)
from reports import FILES, problems, render
from reports.headline import sentence
from tests.reports.accepting import accepted

RED = ScheduleResult(
    id="S-ew.r",
    words="Nango will answer with an error, then the webhook comes.",
    outcome=Outcome.FAILED,
    reason="expected one active link; saw none <b>",
    seen="none <b>",
    happened=("Nango's webhook comes: status 500", "Nango tries the webhook again: status 200"),
    findings=(FindingNote(level="SHOULD", text="something worth knowing"),),
    evidence=("E0001",),
    exhibits=(Exhibit(id="E0001", title="Nango → backend: webhook", text="> POST /hook <i>"),),
)
UNCERTAIN = dataclasses.replace(
    RED, id="S-w+d", outcome=Outcome.INCONCLUSIVE, reason="red in company, and not alone"
)
UNSEEN = dataclasses.replace(
    RED,
    id="S-s",
    outcome=Outcome.NOT_OBSERVABLE,
    reason="nothing shows it",
    evidence=(),
    exhibits=(),
)
ALONE = dataclasses.replace(RED, id="S-w", outcome=Outcome.PASSED, reason="", seen="", findings=())


def totals(**counted: int) -> dict[str, int]:
    """Return how many ended how."""
    kinds = ("passed", "failed", "not-observable", "not-applicable", "inconclusive", "not-run")
    return {kind: counted.get(kind.replace("-", "_"), 0) for kind in kinds}


@pytest.fixture
def played(clean: Run) -> Callable[..., Run]:
    """Give a maker of runs in which no check ran, and so many schedules did."""

    def make(verdict: RunVerdict, *told: ScheduleResult, **counted: int) -> Run:
        checks = tuple(
            dataclasses.replace(
                check,
                verdict=Outcome.NOT_RUN,
                reason="not selected",
                evidence=(),
                scenarios=(),
                exhibits=(),
                findings=(),
            )
            for check in clean.checks
        )
        items = tuple(dataclasses.replace(one, verdict=Outcome.NOT_RUN) for one in clean.items)
        return dataclasses.replace(
            clean,
            verdict=verdict,
            selection={"schedules": ["all"]},
            checks=checks,
            items=items,
            schedules=ScheduleResults(
                asked=("all",),
                known=1393,
                totals=totals(**counted),
                left_out=("frontend says done: there is no [finalise] route",),
                told=told,
            ),
        )

    return make


def test_an_honest_file_is_valid_and_read_back(played: Callable[..., Run]) -> None:
    """Of a run that passed, one that is red, one that is uncertain and one that broke off."""
    whole = RunVerdict.CONFORMANT
    for run in (
        played(whole, passed=1393),
        played(whole, ALONE, passed=1),
        played(RunVerdict.NOT_CONFORMANT, RED, passed=1392, failed=1),
        played(RunVerdict.INCONCLUSIVE, UNCERTAIN, passed=1392, inconclusive=1),
        dataclasses.replace(
            played(RunVerdict.INCONCLUSIVE, passed=100, not_run=1293), fault="interrupted"
        ),
    ):
        assert problems(to_json(run)) == ()
        assert from_json(to_json(run)) == run


def _hidden(body: dict[str, Any]) -> None:
    """Call a run conformant that tells of a red order, and count none."""
    body.update(verdict="conformant")
    body["schedules"]["totals"].update(passed=1393, failed=0)


LIES: dict[str, Callable[[dict[str, Any]], object]] = {
    "conformant although one is red": lambda body: body.update(verdict="conformant"),
    "inconclusive although one is red": lambda body: body.update(verdict="inconclusive"),
    "a red without evidence": lambda body: body["schedules"]["told"][0].update(evidence=[]),
    "a red without a reason": lambda body: body["schedules"]["told"][0].update(reason=""),
    "an id that is none": lambda body: body["schedules"]["told"][0].update(id="S-x"),
    "a red that is told of and not counted": _hidden,
    "a red that is counted and not told of": lambda body: body["schedules"].update(told=[]),
    "an order that is there twice": lambda body: (
        body["schedules"].update(told=body["schedules"]["told"] * 2),
        body["schedules"]["totals"].update(failed=2),
    ),
    "fewer passed than are told of": lambda body: (
        body["schedules"]["told"].append(
            {**body["schedules"]["told"][0], "id": "S-w", "outcome": "passed"}
        ),
        body["schedules"]["totals"].update(passed=0),
    ),
    "a count that is gone": lambda body: body["schedules"]["totals"].pop("not-run"),
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_a_lie_is_seen(lie: Callable[[dict[str, Any]], None], played: Callable[..., Run]) -> None:
    """Whoever wrote it."""
    body = json.loads(to_json(played(RunVerdict.NOT_CONFORMANT, RED, passed=1392, failed=1)))
    lie(body)

    assert problems(json.dumps(body)) != ()


def test_a_lie_about_orders_is_told_with_its_place(played: Callable[..., Run]) -> None:
    """And with both numbers."""
    run = played(RunVerdict.NOT_CONFORMANT, RED, RED, passed=1391, failed=1, inconclusive=1)

    assert problems(to_json(run)) == (
        "$.schedules.totals.failed: says 1, the orders that are told of say 2",
        "$.schedules.totals.inconclusive: says 1, the orders that are told of say 0",
        "$.schedules.told: S-ew.r is there 2 times",
    )


@pytest.mark.parametrize("kind", ["failed", "inconclusive", "not_run", "not_observable"])
def test_nothing_is_conformant_with_one_that_was_not_shown(
    played: Callable[..., Run], kind: str
) -> None:
    """Neither a red one, nor one that nobody could judge."""
    run = played(RunVerdict.CONFORMANT, passed=1392, **{kind: 1})

    assert problems(to_json(run)) != ()


@pytest.mark.parametrize("format_", ["html", "markdown", "junit"])
def test_every_report_tells_of_a_red_one(played: Callable[..., Run], format_: str) -> None:
    """Its id, its words, why, what happened, its evidence, and how it is replayed."""
    run = played(RunVerdict.NOT_CONFORMANT, RED, UNCERTAIN, passed=1391, failed=1, inconclusive=1)
    text = render(run, format_).replace("\\", "")

    for told in (
        "S-ew.r",
        "then the webhook comes",
        "expected one active link",
        "status 500",
        "webhook again: status 200",
        "POST /hook",
        "nango-conformance run --schedule S-ew.r --seed",
        "red in company",
    ):
        assert told in text, told
    assert "<b>" not in text


@pytest.mark.parametrize("format_", ["html", "markdown"])
def test_the_head_says_how_it_went(played: Callable[..., Run], format_: str) -> None:
    """In a sentence, with what was left out."""
    red = played(RunVerdict.NOT_CONFORMANT, RED, passed=1392, failed=1)
    good = played(RunVerdict.CONFORMANT, passed=1393)
    lacking = played(RunVerdict.CONFORMANT, passed=1390, not_applicable=3)
    unsure = played(RunVerdict.INCONCLUSIVE, UNCERTAIN, passed=1392, inconclusive=1)
    broken = dataclasses.replace(
        played(RunVerdict.INCONCLUSIVE, passed=100, not_run=1293), fault="interrupted"
    )
    for run, said in (
        (red, "1 order of events is red, alone and with evidence: S-ew.r."),
        (good, "1393 orders of events passed: whatever came when"),
        (lacking, "1390 of 1393 orders of events passed, and 3 cannot happen to this target:"),
        (unsure, "1392 orders of events passed, and none was seen to fail"),
        (broken, "100 orders of events had passed"),
    ):
        text = render(run, format_).replace("\\", "")
        assert said in text
        assert "frontend says done" in text
        assert "1393 are known" in text


def test_junit_counts_them(played: Callable[..., Run]) -> None:
    """A case each that is told of, and one for all the others."""
    run = played(RunVerdict.NOT_CONFORMANT, RED, ALONE, passed=1392, failed=1)
    suite = ET.fromstring(render(run, "junit")).find("testsuite[@name='Orders of events']")  # noqa: S314 - our own

    assert suite is not None
    assert (suite.get("tests"), suite.get("failures")) == ("3", "1")
    assert "1391 other orders of events passed" in [one.get("name") for one in suite]
    assert [(one.tag, one.attrib) for one in suite][-1] == (
        "testcase",
        {"classname": "schedules", "name": "1391 other orders of events passed"},
    )


@pytest.mark.parametrize("kind", ["markdown", "junit", "sarif", "github", "oscal"])
def test_a_report_of_orders_is_the_golden_one(played: Callable[..., Run], kind: str) -> None:
    """GOLDEN=write accepts the present ones, as it does in test_golden."""
    run = played(
        RunVerdict.NOT_CONFORMANT,
        *(RED, UNCERTAIN, UNSEEN, ALONE),
        passed=1390,
        failed=1,
        inconclusive=1,
        not_observable=1,
    )
    assert run.schedules is not None
    left = (*run.schedules.left_out, "a lost webhook: the target asks for it again")
    run = dataclasses.replace(run, schedules=dataclasses.replace(run.schedules, left_out=left))
    report = render(run, kind, {})

    assert report == accepted(f"orders/{FILES[kind]}", report)


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (1, "1 order of events is red, alone and with evidence: S-0."),
        (2, "2 orders of events are red, alone and with evidence: S-0, S-1."),
        (6, "6 orders of events are red, alone and with evidence: S-0, S-1, S-2, S-3, S-4, S-5."),
    ],
)
def test_the_red_ones_are_named(played: Callable[..., Run], count: int, told: str) -> None:
    """Six of them; how many there are besides is counted."""
    red = [dataclasses.replace(RED, id=f"S-{place}") for place in range(8)]

    assert sentence(played(RunVerdict.NOT_CONFORMANT, *red[:count], failed=count)) == told
    assert sentence(played(RunVerdict.NOT_CONFORMANT, *red, failed=8)).endswith(
        "S-4, S-5 and 2 more."
    )
