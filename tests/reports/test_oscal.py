"""
OSCAL is valid by NIST's own schema, says the same as the results, and never more.

`schemas/oscal_assessment-results_schema-1.1.3.json` is NIST's, as released; its patterns have
classes of Unicode that Python's expressions lack, and are spelt with what Python has.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pytest
from jsonschema import Draft7Validator

from nango_conformance.results import (
    CheckResult,
    HarnessNote,
    Outcome,
    Run,
    RunVerdict,
    ScheduleResult,
    ScheduleResults,
)
from reports import Clause, render

SCHEMA: Final = Path(__file__).parent / "schemas" / "oscal_assessment-results_schema-1.1.3.json"
NASTY: Final = "\x00\u202e<script>`*_[a](b) {{ x }}\r\n\ud800 \\ ~^" + "x" * 9_000


@pytest.fixture(scope="module")
def validator() -> Draft7Validator:
    """Return a validator of NIST's schema."""
    text = SCHEMA.read_text("utf-8")
    text = text.replace("\\\\p{L}", "[^\\\\W\\\\d_]").replace("\\\\p{N}", "\\\\d")
    assert "\\p{" not in text
    schema = json.loads(text)
    # An id that is a fragment alone is where it stands already.
    for definition in schema["definitions"].values():
        definition.pop("$id", None)
    Draft7Validator.check_schema(schema)
    return Draft7Validator(schema)


def problems(validator: Draft7Validator, text: str) -> list[str]:
    """Return what is wrong with a document, the whole tree of every choice included."""
    return [f"{e.json_path}: {e.message[:200]}" for e in validator.iter_errors(json.loads(text))]


def results(run: Run, clauses: Mapping[str, Clause] | None = None) -> dict[str, Any]:
    """Return the one result of the document."""
    (result,) = json.loads(render(run, "oscal", clauses))["assessment-results"]["results"]
    return dict(result)


def prop(of: Mapping[str, Any], name: str) -> str:
    """Return a property's value."""
    (value,) = [one["value"] for one in of["props"] if one["name"] == name]
    return str(value)


def uuids(value: Any) -> Iterator[str]:
    """Yield every identifier that is given, anywhere."""
    if isinstance(value, dict):
        if "uuid" in value:
            yield value["uuid"]
        for inner in value.values():
            yield from uuids(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from uuids(inner)


@pytest.fixture
def told(every_verdict: Run) -> Run:
    """Return a run of every verdict that says all of how it came about."""
    harness = HarnessNote(
        version="0.1.0",
        nango="0.71.4",
        catalogue=f"sha256:{'c' * 64}",
        fidelity={"recorded answer": 164, "not shown": 0},
    )
    target = dataclasses.replace(every_verdict.target, description=f"sha256:{'d' * 64}")
    return dataclasses.replace(every_verdict, harness=harness, target=target)


def test_it_is_valid_by_the_schema_of_nist(
    validator: Draft7Validator, told: Run, clean: Run, clauses: Mapping[str, Clause]
) -> None:
    """Whatever the verdicts are, with and without a catalogue, notes or a fault."""
    broken = dataclasses.replace(told, fault="the target is gone", notes=(), items=())
    for run in (told, clean, broken):
        assert problems(validator, render(run, "oscal", clauses)) == []
        assert problems(validator, render(run, "oscal")) == []


def test_the_schema_can_say_no(validator: Draft7Validator, clean: Run) -> None:
    """A finding without its target, an unknown member, a moment without a zone."""
    text = render(clean, "oscal")
    for old, new in (
        ('"target-id"', '"target"'),
        ('"collected": "2026-03-12T09:30:00.000Z"', '"collected": "2026-03-12T09:30:00"'),
        ('"methods": [', '"method": ['),
        ('"state": "satisfied"', '"state": "passed"'),
    ):
        assert old in text
        assert problems(validator, text.replace(old, new))


def test_words_of_strangers_break_nothing(validator: Draft7Validator, told: Run) -> None:
    """A name or a reason may hold anything; it stays text."""
    check = dataclasses.replace(told.checks[2], title=NASTY, reason=NASTY, seen=NASTY)
    item = dataclasses.replace(told.items[0], title=NASTY, reason=NASTY)
    target = dataclasses.replace(told.target, name=NASTY, profile=NASTY)
    run = dataclasses.replace(
        told, checks=(check,), items=(item,), target=target, notes=(NASTY,), fault=NASTY
    )

    text = render(run, "oscal")

    assert problems(validator, text) == []
    assert not re.search(r"(?<!\\\\)<script", text)
    assert text.encode()


def test_an_observation_a_check_and_a_finding_an_item_and_a_group(
    told: Run, clauses: Mapping[str, Clause]
) -> None:
    """Each with the verdict of the results; findings name the observations they rest on."""
    result = results(told, clauses)

    observed = {one["title"].split()[0]: one for one in result["observations"]}
    assert {id_: prop(one, "verdict") for id_, one in observed.items()} == {
        check.id: check.verdict.value for check in told.checks
    }
    found = {one["target"]["target-id"]: one for one in result["findings"]}
    items = [f"naf-{item.item}_obj" for item in told.items]
    assert [*found] == ["naf-run_obj", *items, "naf-11_obj", "naf-12_obj", "naf-20_obj"]
    assert {one["uuid"] for one in observed.values()} == {
        related["observation-uuid"]
        for one in found.values()
        for related in one.get("related-observations", ())
    }
    assert prop(result, "verdict") == "not-conformant"
    assert prop(result, "exit-status") == "1"


def test_only_what_passed_is_satisfied(told: Run) -> None:
    """OSCAL has two states: what has findings, was not seen or not run is not the green one."""
    states = {
        prop(one, "verdict"): (one["target"]["status"]["state"], one["target"]["status"]["reason"])
        for one in results(told)["findings"]
        if one["title"][:2] <= "10"
    }

    assert states.pop("passed") == ("satisfied", "pass")
    assert states.pop("failed") == ("not-satisfied", "fail")
    assert {*states.values()} == {("not-satisfied", "other")}
    assert {*states} == {kind.value for kind in Outcome} - {"passed", "failed"}


def states(run: Run) -> dict[str, str]:
    """Return the state of every objective that has a finding."""
    return {
        one["target"]["target-id"].removesuffix("_obj"): one["target"]["status"]["state"]
        for one in results(run)["findings"]
    }


def with_check(run: Run, check: CheckResult) -> Run:
    """Return a run that is not conformant, with a check more."""
    return dataclasses.replace(run, checks=(*run.checks, check), verdict=RunVerdict.NOT_CONFORMANT)


def test_a_group_that_decides_is_not_satisfied(clean: Run) -> None:
    """A forged signature that passes belongs to no item, and is red all the same."""
    forged = dataclasses.replace(clean.checks[0], id="NAF-12.1", item="12")
    red = dataclasses.replace(forged, verdict=Outcome.FAILED, essential=False)
    quality = dataclasses.replace(red, level="SHOULD")

    assert states(with_check(clean, forged))["naf-12"] == "satisfied"
    for check in (red, quality, dataclasses.replace(forged, verdict=Outcome.WAIVED)):
        assert states(with_check(clean, check))["naf-12"] == "not-satisfied"
    (found,) = (
        one
        for one in results(with_check(clean, red))["findings"]
        if one["target"]["target-id"] == "naf-12_obj"
    )
    assert found["target"]["status"]["reason"] == "fail"
    assert "1 failed" in found["description"]


@pytest.mark.parametrize("verdict", [RunVerdict.NOT_CONFORMANT, RunVerdict.INCONCLUSIVE])
def test_a_run_that_is_not_conformant_has_a_finding_of_its_own(
    validator: Draft7Validator, clean: Run, verdict: RunVerdict
) -> None:
    """A waiver that is needless is in no check and in no item."""
    run = dataclasses.replace(clean, verdict=verdict, notes=("the waiver of NAF-01.1 is needless",))

    assert problems(validator, render(run, "oscal")) == []
    assert [name for name, state in states(run).items() if state != "satisfied"] == ["naf-run"]
    assert {*states(clean).values()} == {"satisfied"}


def test_a_part_satisfies_nothing_but_what_ran(validator: Draft7Validator, clean: Run) -> None:
    """Of an item of two checks one ran, and of the others none."""
    unrun = [
        dataclasses.replace(check, verdict=Outcome.NOT_RUN, reason="not selected", evidence=())
        for check in clean.checks
    ]
    second = dataclasses.replace(unrun[5], id="NAF-06.2")
    checks = (*unrun[:5], clean.checks[5], second, *unrun[6:])
    items = tuple(
        one if one.item == "06" else dataclasses.replace(one, verdict=Outcome.NOT_RUN)
        for one in clean.items
    )
    run = dataclasses.replace(clean, checks=checks, items=items, selection={"checks": ["NAF-06.1"]})

    assert problems(validator, render(run, "oscal")) == []
    assert {*states(run).values()} == {"not-satisfied"}
    told = {one["target"]["target-id"]: one.get("remarks") for one in results(run)["findings"]}
    assert told["naf-06_obj"] == "1 of 2 checks ran."
    reviewed = results(run)["reviewed-controls"]
    assert reviewed["control-selections"] == [{"include-controls": [{"control-id": "naf-06"}]}]
    assert reviewed["control-objective-selections"] == [
        {"include-objectives": [{"objective-id": "NAF-06.1"}]}
    ]


def test_where_nothing_ran_nothing_was_reviewed(validator: Draft7Validator, clean: Run) -> None:
    """The document says so, and not that everything was."""
    unrun = (dataclasses.replace(one, verdict=Outcome.NOT_RUN) for one in clean.checks)
    run = dataclasses.replace(clean, checks=tuple(unrun), verdict=RunVerdict.INCONCLUSIVE)

    assert problems(validator, render(run, "oscal")) == []
    (selection,) = results(run)["reviewed-controls"]["control-selections"]
    assert selection == {"description": "Nothing ran, so nothing was reviewed."}
    assert {*states(run).values()} == {"not-satisfied"}


def test_the_same_thing_has_the_same_uuid(told: Run) -> None:
    """In every run of the same target and seed, and no two things have one."""
    later = dataclasses.replace(told, started="2027-01-01T00:00:00Z", duration_s=1.0)
    document = json.loads(render(told, "oscal"))
    given = [*uuids(document)]

    assert given == [*uuids(json.loads(render(later, "oscal")))]
    assert len({*given}) == len(given)
    other = dataclasses.replace(told, seed=told.seed + 1)
    assert not {*given} & {*uuids(json.loads(render(other, "oscal")))}
    references = re.findall(
        r'"(?:href|actor-uuid|subject-uuid)": "#?([0-9a-f-]{36})"', render(told, "oscal")
    )
    assert {*references} <= {*given}


def test_orders_of_events_are_observed_too(validator: Draft7Validator, clean: Run) -> None:
    """A run that plays them judges no check, and what is red is there."""
    order = ScheduleResult(
        id="S-ew",
        words="the end, then the webhook",
        outcome=Outcome.FAILED,
        reason="it stayed pending",
        evidence=("E0001",),
    )
    totals = {kind.value: 0 for kind in Outcome} | {"failed": 1}
    schedules = ScheduleResults(asked=("all",), known=1, totals=totals, told=(order,))
    run = dataclasses.replace(clean, schedules=schedules, verdict=RunVerdict.NOT_CONFORMANT)

    text = render(run, "oscal")

    assert problems(validator, text) == []
    assert prop(results(run)["observations"][-1], "verdict") == "failed"
    assert states(run)["naf-orders"] == "not-satisfied"
    passed = dataclasses.replace(schedules, totals={**totals, "passed": 1, "failed": 0}, told=())
    for known, state in ((1, "satisfied"), (2, "not-satisfied")):
        played = dataclasses.replace(passed, known=known)
        assert states(dataclasses.replace(clean, schedules=played))["naf-orders"] == state


def test_orders_that_could_not_be_judged_are_neither(
    validator: Draft7Validator, clean: Run
) -> None:
    """OSCAL's reason for that is `other`."""
    totals = {kind.value: 0 for kind in Outcome} | {"passed": 1}
    schedules = ScheduleResults(asked=("all",), known=1, totals=totals)
    run = dataclasses.replace(clean, schedules=schedules, verdict=RunVerdict.INCONCLUSIVE)

    status = results(run)["findings"][-1]["target"]["status"]

    assert status == {"state": "not-satisfied", "reason": "other"}
    assert problems(validator, render(run, "oscal")) == []
