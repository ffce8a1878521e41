"""The words of an OSCAL document show what they were made of, and nothing else."""

from __future__ import annotations

import dataclasses
import json
import time
from collections.abc import Iterator

import pytest

from nango_conformance.results import Outcome, Run, ScheduleResult, ScheduleResults
from reports import render
from reports.oscal_text import line, moment, props, prose, token


@pytest.fixture
def far_east(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the machine stand where it is nine hours later."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "Asia/Tokyo")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.parametrize(
    ("started", "seconds", "told"),
    [
        ("2026-03-12T09:30:00Z", 0, "2026-03-12T09:30:00.000Z"),
        ("2026-03-12T09:30:00Z", 1.5, "2026-03-12T09:30:01.500Z"),
        ("2026-03-12T09:30:00+02:00", 0, "2026-03-12T07:30:00.000Z"),
        ("2026-03-12T09:30:00", 0, "2026-03-12T09:30:00.000Z"),
        ("today", 5, "today"),
    ],
)
@pytest.mark.usefixtures("far_east")
def test_a_moment_is_told_in_utc(started: str, seconds: float, told: str) -> None:
    """Wherever the machine stands, with a zone and without one; what is none is told as it is."""
    assert moment(started, seconds) == told


def test_markup_is_escaped() -> None:
    """On one line, and on several."""
    assert line("a *b*\n<c>") == r"a \*b\* \<c\>"
    assert prose("a *b*\n<c>") == "a \\*b\\*\n\\<c\\>"


def test_a_long_text_is_cut() -> None:
    """Whoever wants all of it has the results."""
    (prop,) = props({"x": "x" * 4_100})

    for told in (line("x" * 4_100), prose("x" * 4_100), prop["value"]):
        assert told.endswith("… 100 more characters are in results.json")


def test_a_property_without_a_value_has_a_dash() -> None:
    """NIST's schema wants a sign at least."""
    (prop,) = props({"selection": " "})

    assert (prop["name"], prop["value"]) == ("selection", "-")


def test_words_become_a_token() -> None:
    """In small letters, whatever stands between them."""
    assert token("Fidelity of the fake, in answers") == "fidelity-of-the-fake-in-answers"


@pytest.mark.parametrize(
    ("counted", "state"),
    [("passed", "satisfied"), ("not-applicable", "satisfied"), ("not-run", "not-satisfied")],
)
def test_orders_of_which_some_did_not_end_are_not_satisfied(
    counted: str, state: str, clean: Run
) -> None:
    """What cannot happen to a target has ended well."""
    totals = {kind.value: int(kind is Outcome.PASSED) for kind in Outcome}
    totals[counted] += 1
    orders = ScheduleResults(asked=("all",), known=2, totals=totals)
    run = dataclasses.replace(clean, schedules=orders)

    (result,) = json.loads(render(run, "oscal"))["assessment-results"]["results"]

    assert result["findings"][-1]["target"]["status"]["state"] == state


def test_an_order_that_cannot_happen_was_not_tried(clean: Run) -> None:
    """OSCAL has no method for that but `UNKNOWN`."""
    told = tuple(
        ScheduleResult(id=f"S-{n}", words="x", outcome=outcome)
        for n, outcome in enumerate([Outcome.PASSED, Outcome.NOT_APPLICABLE])
    )
    totals = {kind.value: 1 for kind in Outcome}
    orders = ScheduleResults(asked=("all",), known=2, totals=totals, told=told)

    text = render(dataclasses.replace(clean, schedules=orders), "oscal")

    (result,) = json.loads(text)["assessment-results"]["results"]
    methods = [one["methods"] for one in result["observations"][-2:]]
    assert methods == [["TEST"], ["UNKNOWN"]]


def test_an_item_without_checks_rests_on_nothing(clean: Run) -> None:
    """Nothing is said of how many of them ran."""
    run = dataclasses.replace(clean, checks=clean.checks[1:])
    (result,) = json.loads(render(run, "oscal"))["assessment-results"]["results"]

    (found,) = (one for one in result["findings"] if one["title"].startswith("01 "))
    assert {"related-observations", "remarks"} & {*found} == set()


def test_a_start_that_is_no_text_of_utf_8_can_be_written(clean: Run) -> None:
    """A lone surrogate is written as the escape that it was."""
    text = render(dataclasses.replace(clean, started="\ud800"), "oscal")

    assert '"start": "\\ud800"' in text
    assert text.encode()
