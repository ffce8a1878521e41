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


def test_an_observation_a_check_and_a_finding_an_item(
    told: Run, clauses: Mapping[str, Clause]
) -> None:
    """Each with the verdict of the results; findings name the observations they rest on."""
    result = results(told, clauses)

    observed = {one["title"].split()[0]: one for one in result["observations"]}
    assert {id_: prop(one, "verdict") for id_, one in observed.items()} == {
        check.id: check.verdict.value for check in told.checks
    }
    found = {one["target"]["target-id"]: one for one in result["findings"]}
    assert [*found] == [f"naf-{item.item}_obj" for item in told.items]
    assert {one["uuid"] for one in observed.values()} >= {
        related["observation-uuid"]
        for one in found.values()
        for related in one["related-observations"]
    }
    assert prop(result, "verdict") == "not-conformant"
    assert prop(result, "exit-status") == "1"


def test_only_what_passed_is_satisfied(told: Run) -> None:
    """OSCAL has two states: what has findings, was not seen or not run is not the green one."""
    states = {
        prop(one, "verdict"): (one["target"]["status"]["state"], one["target"]["status"]["reason"])
        for one in results(told)["findings"]
    }

    assert states.pop("passed") == ("satisfied", "pass")
    assert states.pop("failed") == ("not-satisfied", "fail")
    assert {*states.values()} == {("not-satisfied", "other")}
    assert {*states} == {kind.value for kind in Outcome} - {"passed", "failed"}


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
