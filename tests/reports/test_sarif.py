"""The SARIF is valid by the schema of OASIS, and red whenever the run is."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator, FormatChecker

from nango_conformance.results import (
    Failure,
    Outcome,
    Run,
    RunVerdict,
    ScheduleResult,
    ScheduleResults,
)
from reports import Clause, render

SCHEMA = json.loads((Path(__file__).parent / "schemas" / "sarif-2.1.0.json").read_bytes())
NASTY = "]]> <b> & \" ' \x00\x08\x1b[31m \ud800 \ufffe \u2028 \u202e {0} [x](y)"


def parsed(run: Run, clauses: Mapping[str, Clause] | None = None) -> dict[str, Any]:
    """Return the one run of the log, which is valid."""
    log = json.loads(render(run, "sarif", clauses))
    validator = Draft7Validator(SCHEMA, format_checker=FormatChecker())
    assert [error.message for error in validator.iter_errors(log)] == []
    (only,) = log["runs"]
    assert isinstance(only, dict)
    return only


def by_rule(run: Run, clauses: Mapping[str, Clause] | None = None) -> dict[str, dict[str, Any]]:
    """Return the results by the id of their check."""
    return {one["ruleId"]: one for one in parsed(run, clauses)["results"]}


def test_the_schema_refuses_what_is_no_sarif() -> None:
    """It is no schema that anything passes."""
    assert not Draft7Validator(SCHEMA).is_valid({"version": "2.1.0", "runs": [{}]})


def test_every_check_is_a_rule_with_its_text(
    every_verdict: Run, clauses: Mapping[str, Clause]
) -> None:
    """What it wants, where that comes from, what to change, and no address that leads nowhere."""
    driver = parsed(every_verdict, clauses)["tool"]["driver"]
    rules = {rule["id"]: rule for rule in driver["rules"]}
    rule = rules["NAF-06.1"]

    assert list(rules) == [check.id for check in every_verdict.checks]
    assert rule["shortDescription"]["text"] == "A webhook exactly as Nango sends it is accepted"
    assert rule["fullDescription"]["text"].startswith("A backend that refuses genuine webhooks")
    for words in ("What it wants: A 2xx", "What to change: Verify", "Source: Nango 0.71.4"):
        assert words in rule["help"]["text"]
    assert "helpUri" not in rule
    assert rule["properties"]["tags"] == ["nango", "group-06", "MUST", "essential"]
    assert rules["NAF-20.2"]["defaultConfiguration"] == {"level": "note"}
    assert rules["NAF-02.4"]["defaultConfiguration"] == {"level": "warning"}
    assert rules["NAF-01.1"]["help"]["text"] == "nango-conformance explain NAF-01.1 says more."


def test_only_what_a_person_has_to_look_at_is_a_result(every_verdict: Run) -> None:
    """Each with the kind that is meant for it; only a failure has a level."""
    found = by_rule(every_verdict)
    said = {id_: (one["kind"], one["level"]) for id_, one in found.items()}

    assert said == {
        "NAF-02.4": ("fail", "warning"),
        "NAF-06.1": ("fail", "error"),
        "NAF-07.1": ("open", "none"),
        "NAF-08.2": ("review", "none"),
        "NAF-09.1": ("fail", "error"),
        "NAF-12.1": ("open", "none"),
    }


def test_a_waiver_is_a_suppression_with_its_reason(every_verdict: Run) -> None:
    """Of nothing else is anything suppressed."""
    found = by_rule(every_verdict)
    suppressed = {id_: one["suppressions"] for id_, one in found.items() if "suppressions" in one}

    assert suppressed == {
        "NAF-09.1": [
            {
                "kind": "external",
                "status": "accepted",
                "justification": "Known failure until 2026-09-30: the id of the session is stored "
                "(ACME-1142).",
            }
        ]
    }


def test_a_result_points_at_the_example_that_failed(every_verdict: Run) -> None:
    """Not at the one that passed; without an example at the results, as readers want a place."""
    places = {
        id_: (
            one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
            one["locations"][0]["physicalLocation"]["region"]["startLine"],
        )
        for id_, one in by_rule(every_verdict).items()
    }

    assert places["NAF-06.1"] == ("features/webhooks.feature", 18)
    assert places["NAF-09.1"] == ("features/webhooks.feature", 61)
    assert places["NAF-07.1"] == ("features/webhooks.feature", 44)
    assert places["NAF-08.2"] == ("results.json", 1)


def test_a_result_says_what_was_seen_and_how_to_see_it_again(every_verdict: Run) -> None:
    """And has a fingerprint that does not change with the line of the feature."""
    result = by_rule(every_verdict)["NAF-06.1"]
    moved = [
        dataclasses.replace(
            check,
            scenarios=tuple(dataclasses.replace(s, line=s.line + 5) for s in check.scenarios),
        )
        for check in every_verdict.checks
    ]
    later = by_rule(dataclasses.replace(every_verdict, checks=tuple(moved)))["NAF-06.1"]

    for words in ("Failed (MUST): The genuine", "Seen: 401", "Finding, SHOULD: The refusal"):
        assert words in result["message"]["text"]
    assert result["message"]["text"].endswith("run --check NAF-06.1 --seed 20260312")
    assert result["properties"]["evidence"] == ["e06.1-1", "e06.1-2"]
    assert later["partialFingerprints"] == result["partialFingerprints"]
    assert later["locations"] != result["locations"]


def test_the_index_of_a_result_is_that_of_its_rule(every_verdict: Run) -> None:
    """As the standard demands where both are there."""
    run = parsed(every_verdict)
    rules = run["tool"]["driver"]["rules"]

    assert [rules[one["ruleIndex"]]["id"] for one in run["results"]] == [
        one["ruleId"] for one in run["results"]
    ]


def test_the_run_is_told_as_an_invocation(every_verdict: Run) -> None:
    """With the exit status and the notes; nothing that another run of the same would not say."""
    broken = dataclasses.replace(every_verdict, fault="the target died")
    run = parsed(broken)
    (invocation,) = run["invocations"]

    assert invocation["exitCode"] == 1
    assert invocation["executionSuccessful"] is True
    assert [one["level"] for one in invocation["toolExecutionNotifications"]] == [
        "error",
        "warning",
    ]
    assert run["properties"]["verdicts"] == {c.id: c.verdict for c in every_verdict.checks}
    later = dataclasses.replace(
        broken,
        started="2027-01-01T00:00:00Z",
        duration_s=1.0,
        target=dataclasses.replace(broken.target, base_url="http://127.0.0.1:4"),
    )
    assert parsed(later) == run


def test_a_part_closes_no_alert_of_the_whole(clean: Run) -> None:
    """GitHub keeps categories apart: what stands before the last slash."""
    part = dataclasses.replace(clean, selection={"checks": ["NAF-06.1"]})
    ids = [parsed(run)["automationDetails"]["id"] for run in (clean, part)]

    assert ids == [
        "nango-conformance reference backend/",
        "nango-conformance reference backend checks NAF-06.1/",
    ]


def test_a_run_that_broke_off_closes_no_alert_of_the_whole(clean: Run) -> None:
    """What it did not come to has no result, which would be called fixed."""
    broken = dataclasses.replace(clean, verdict=RunVerdict.INCONCLUSIVE, fault="it died")
    part = dataclasses.replace(broken, selection={"checks": ["NAF-06.1"]})

    assert [parsed(run)["automationDetails"]["id"] for run in (broken, part)] == [
        "nango-conformance reference backend ended early/",
        "nango-conformance reference backend checks NAF-06.1 ended early/",
    ]


@pytest.mark.parametrize("outcome", [Outcome.PASSED, Outcome.NOT_RUN, Outcome.NOT_OBSERVABLE])
@pytest.mark.parametrize("verdict", [RunVerdict.NOT_CONFORMANT, RunVerdict.INCONCLUSIVE])
def test_no_run_that_is_not_conformant_looks_green(
    clean: Run, verdict: RunVerdict, outcome: Outcome
) -> None:
    """Where no check is red, a result of its own says what is wrong with the run."""
    checks = tuple(dataclasses.replace(one, verdict=outcome) for one in clean.checks)
    run = dataclasses.replace(clean, verdict=verdict, checks=checks, notes=("a needless waiver",))

    whole = by_rule(run)["RUN"]

    assert (whole["kind"], whole["level"]) == ("fail", "error")
    assert "a needless waiver" in whole["message"]["text"]


def test_the_result_of_the_whole_says_what_broke_it(clean: Run) -> None:
    """The sentence, the fault and every note; there is no command that shows it again."""
    run = dataclasses.replace(
        clean, verdict=RunVerdict.INCONCLUSIVE, fault="it died", notes=("one", "two")
    )

    told = parsed(run)

    (whole,) = told["results"]
    assert whole["message"]["text"] == "The run ended before it could judge.\nit died\none\ntwo"
    assert whole["properties"] == {"verdict": "failed"}
    rule = told["tool"]["driver"]["rules"][-1]
    assert rule["shortDescription"] == {"text": "The run as a whole is conformant"}


def test_a_waived_failure_is_not_what_makes_a_run_red(clean: Run) -> None:
    """It is suppressed, so the run needs a result that is not."""
    checks = (dataclasses.replace(clean.checks[0], verdict=Outcome.WAIVED), *clean.checks[1:])
    run = dataclasses.replace(clean, verdict=RunVerdict.NOT_CONFORMANT, checks=checks)

    assert set(by_rule(run)) == {"NAF-01.1", "RUN"}


def test_a_clean_run_has_no_result(clean: Run) -> None:
    """And no rule more than it has checks."""
    run = parsed(clean)

    assert run["results"] == []
    assert len(run["tool"]["driver"]["rules"]) == len(clean.checks)


def test_a_red_order_of_events_is_a_result(clean: Run) -> None:
    """Each with a fingerprint of its own; one that passed is none."""
    told = tuple(
        ScheduleResult(id=f"S-{n}", words="the webhook comes", outcome=outcome, reason="why")
        for n, outcome in enumerate([Outcome.FAILED, Outcome.FAILED, Outcome.PASSED])
    )
    played = ScheduleResults(asked=("all",), known=9, totals={"passed": 7, "failed": 2}, told=told)
    run = dataclasses.replace(clean, verdict=RunVerdict.NOT_CONFORMANT, schedules=played)

    results = parsed(run)["results"]

    assert [one["ruleId"] for one in results] == ["SCHEDULE", "SCHEDULE"]
    assert len({str(one["partialFingerprints"]) for one in results}) == 2
    assert results[0]["message"]["text"].startswith("Failed: S-0 the webhook comes\nwhy\n")


def test_any_text_makes_valid_sarif(every_verdict: Run) -> None:
    """Whatever a target puts into it."""
    failed = dataclasses.replace(
        every_verdict.checks[6],
        title=NASTY,
        reason=NASTY,
        seen=NASTY,
        scenarios=tuple(
            dataclasses.replace(one, uri=f"features/{NASTY}")
            for one in every_verdict.checks[6].scenarios
        ),
    )
    target = dataclasses.replace(every_verdict.target, name=NASTY)
    run = dataclasses.replace(every_verdict, checks=(failed,), target=target, fault=NASTY)

    result = by_rule(run)["NAF-06.1"]

    assert "␀␈␛[31m <U+D800>" in result["message"]["text"]


def test_a_failure_has_its_code_and_its_likely_cause(every_verdict: Run) -> None:
    """The code is the same in every run, so a program may know it."""
    failure = Failure(code="NAF-06.1/status", cause="a proxy", remedy="look", again="run it")
    checks = tuple(
        dataclasses.replace(one, failure=failure) if one.id == "NAF-06.1" else one
        for one in every_verdict.checks
    )

    result = by_rule(dataclasses.replace(every_verdict, checks=checks))["NAF-06.1"]

    assert result["properties"]["code"] == "NAF-06.1/status"
    text = result["message"]["text"]
    assert "Likely cause: a proxy\nWhat to do: look\n" in text
    assert text.endswith("\nAgain: run it")
