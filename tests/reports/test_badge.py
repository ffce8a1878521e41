"""The badge is what shields.io reads, and bright only where everything passed."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest

from nango_conformance.results import Outcome, Run, RunVerdict, ScheduleResults
from reports import render


def badge(run: Run) -> dict[str, Any]:
    """Return the badge of a run, with the keys and kinds that the endpoint's schema has."""
    parsed = json.loads(render(run, "badge"))
    kinds = {"schemaVersion": int, "label": str, "message": str, "color": str, "isError": bool}
    assert {key: type(value) for key, value in parsed.items()} == kinds
    assert parsed["schemaVersion"] == 1
    assert parsed["message"]
    return dict(parsed)


def test_a_clean_run_is_bright(clean: Run) -> None:
    """It says how many passed of how many."""
    found = badge(clean)

    assert (found["color"], found["isError"]) == ("brightgreen", False)
    assert found["message"] == "conformant, 10 of 10 checks passed"


@pytest.mark.parametrize(
    ("verdict", "colour", "message"),
    [
        (RunVerdict.NOT_CONFORMANT, "red", "not conformant, 10 of 10 checks passed"),
        (RunVerdict.INCONCLUSIVE, "lightgrey", "could not be judged, 10 of 10 checks passed"),
    ],
)
def test_the_verdict_of_the_run_decides(
    clean: Run, verdict: RunVerdict, colour: str, message: str
) -> None:
    """However many checks passed; and nobody can paint it over."""
    found = badge(dataclasses.replace(clean, verdict=verdict))

    assert (found["color"], found["message"], found["isError"]) == (colour, message, True)


@pytest.mark.parametrize(
    ("outcome", "colour"),
    [
        (Outcome.FAILED, "yellowgreen"),
        (Outcome.WAIVED, "yellowgreen"),
        (Outcome.INCONCLUSIVE, "yellowgreen"),
        (Outcome.NOT_OBSERVABLE, "green"),
        (Outcome.NOT_RUN, "green"),
        (Outcome.NOT_APPLICABLE, "brightgreen"),
    ],
)
def test_a_conformant_run_with_a_blemish_is_less_bright(
    clean: Run, outcome: Outcome, colour: str
) -> None:
    """Known failures and what nobody saw take the shine off."""
    checks = (dataclasses.replace(clean.checks[0], verdict=outcome), *clean.checks[1:])
    found = badge(dataclasses.replace(clean, checks=checks))

    assert found["color"] == colour
    assert found["message"] == "conformant, 9 of 10 checks passed"


def test_a_part_is_never_green(clean: Run) -> None:
    """It says nothing of the whole, and says so."""
    found = badge(dataclasses.replace(clean, selection={"essential": True}))

    assert found["color"] == "blue"
    assert found["message"] == "conformant in a part, 10 of 10 checks passed"


def test_orders_of_events_are_counted_as_such(clean: Run) -> None:
    """No check ran."""
    played = ScheduleResults(asked=("all",), known=9, totals={"passed": 8, "not-applicable": 1})
    found = badge(dataclasses.replace(clean, checks=(), schedules=played))

    assert found["color"] == "blue"
    assert found["message"] == "conformant, 8 of 9 orders of events"
