"""What two runs are held against each other by: no text that is another one in every run."""

from __future__ import annotations

import dataclasses

import pytest

from nango_conformance.results import Exhibit, Outcome, Run, ScheduleResult, ScheduleResults
from reports.comparison import Kind, compare
from reports.steady import entries, steady

ORDER = ScheduleResult(
    id="S-ew", words="an error, then the webhook", outcome=Outcome.FAILED, reason="it was lost"
)


def with_orders(run: Run, *told: ScheduleResult) -> Run:
    """Return the run, which played every order of events beside its checks."""
    schedules = ScheduleResults(asked=("all",), known=9, totals={"passed": 9}, told=told)
    return dataclasses.replace(run, schedules=schedules)


def asked(run: Run, *titles: str) -> Run:
    """Return the run with exchanges beside its first check that got no answer."""
    digest = tuple(Exhibit(id="E1", title=f"Ada → backend: {title}", text="") for title in titles)
    return dataclasses.replace(run, checks=(dataclasses.replace(run.checks[0], digest=digest),))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("in 12 ms, at 2026-03-12T09:30:00Z", "in …, at …"),
        ("on 2026-03-12 09:30 for 1 second, 1.5 seconds", "on … for …, …"),
        ("1 millisecond or 20 milliseconds or 3s", "… or … or …"),
        ("http://localhost:5001/a", "http://localhost:…/a"),
        ("http://127.0.0.1:5001/a", "http://127.0.0.1:…/a"),
        ("http://[::1]:5001/a", "http://[::1]:…/a"),
        ("at 2026-03-12T09:30:00.123+0100 in E0001", "at … in …"),
    ],
)
def test_what_is_fleeting_becomes_one_sign(text: str, told: str) -> None:
    """Whoever reads the text sees that there was something."""
    assert steady(text) == told


def test_a_status_is_no_fleeting_thing() -> None:
    """What a reader has to hear of stays."""
    words = ("saw 401", "4 calls", "2 syncs", "outlook", "port 3003", "sha256", "E99", "x" * 30)
    for text in words:
        assert steady(text) == text


def test_a_run_may_hold_checks_and_orders_of_events(clean: Run) -> None:
    """Both are held against the other run."""
    found = entries(with_orders(clean, ORDER), clean)

    assert [*found] == [*(check.id for check in clean.checks), "S-ew"]


def test_an_order_of_events_is_called_by_its_words(clean: Run) -> None:
    """Where it failed, and where only the other run tells of it."""
    red, green = with_orders(clean, ORDER), with_orders(clean)

    failed, passed = entries(red, green)["S-ew"], entries(green, red)["S-ew"]

    said = [(one.title, one.level, one.outcome, one.reason) for one in (failed, passed)]
    assert said == [
        ("an error, then the webhook", "order of events", Outcome.FAILED, "it was lost"),
        ("an error, then the webhook", "order of events", Outcome.PASSED, ""),
    ]


def test_orders_that_the_other_run_did_not_play_are_no_news(clean: Run) -> None:
    """It has nothing that could have passed here."""
    assert [*entries(with_orders(clean), clean)] == [check.id for check in clean.checks]


@pytest.mark.parametrize("path", ["/c/{}", "/a/{}/b"])
def test_two_requests_for_other_ids_are_the_same(clean: Run, path: str) -> None:
    """Wherever the id stands: at the end of one request the next begins."""
    one, other = (
        asked(clean, f"GET {path.format(id_ * 16)}", f"PUT {path.format(id_ * 16)}")
        for id_ in ("ab", "cd")
    )

    assert compare(one, other).changes == ()


def test_an_id_in_a_path_is_no_change(clean: Run) -> None:
    """Whatever stands around its digits."""
    one, other = "DELETE http://x/links/416-u_ada?force=1", "DELETE http://x/links/410-u_ada"

    assert compare(asked(clean, one), asked(clean, other)).changes == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("DELETE http://x/links/416", "GET http://x/links/416"),
        ("webhook, attempt 1 → 200", "webhook, attempt 1 → 401"),
        ("webhook (no signature), attempt 1 → 401", "webhook (no signature), attempt 1 → 200"),
    ],
)
def test_another_answer_or_another_request_is_a_change(clean: Run, one: str, other: str) -> None:
    """What a reader of a pull request has to hear of."""
    before, after = asked(clean, "GET http://x/y", one), asked(clean, "GET http://x/y", other)

    (change,) = compare(before, after).changes

    assert change.kind is Kind.EVIDENCE_CHANGED


def test_an_id_in_a_path_is_told_as_one_sign(clean: Run) -> None:
    """The query is left out: the rest is what the two runs have in common."""
    run = asked(clean, "DELETE http://x/links/416-u_ada?force=1", "GET http://x/y")

    told = entries(run, clean)[clean.checks[0].id].facts["exchanges"].text

    assert told == "Ada → backend: DELETE /links/…; Ada → backend: GET /y"
