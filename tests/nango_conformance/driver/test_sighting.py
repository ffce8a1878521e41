"""Steps of the flow are seen where they passed, and nowhere else."""

from __future__ import annotations

from typing import Any

import pytest

from fake_nango.client import Event
from nango_conformance.driver.sighting import passed, shown, started
from nango_conformance.evidence import Exchange, Link, LinkState, Reading


def event(kind: str, **data: Any) -> Event:
    """Return one line of the journal, of 09:30:01 on a day."""
    return Event(
        seq=1,
        at="2026-03-12T09:30:01.000Z",
        wall="2026-03-12T09:30:01.000Z",
        kind=kind,
        environment="dev",
        person=None,
        session=None,
        connection=None,
        integration=None,
        data=data,
    )


def call(path: str, *, played: bool = False, method: str = "POST") -> Event:
    """Return a call of Nango's API that took 500 ms."""
    return event("api", method=method, path=path, status=200, played=played, ms=500.0)


@pytest.mark.parametrize(
    ("one", "items"),
    [
        (call("/connect/sessions"), ["02"]),
        (call("/connect/sessions", played=True), []),
        (call("/oauth/connect/outlook", played=True), ["03"]),
        (call("/oauth/connecting", played=True), []),
        (call("/oauth/callback", played=True), ["05"]),
        (call("/sync/trigger"), ["10"]),
        (call("/records"), []),
        (event("provider", method="POST", path="/d", status=303, endpoint="decision"), ["04"]),
        (event("provider", method="POST", path="/t", status=200, endpoint="token"), []),
        (event("people"), []),
    ],
)
def test_each_step_has_its_place_in_the_journal(one: Event, items: list[str]) -> None:
    """By its path, and by who made it."""
    assert [sight.item for sight in passed([one])] == items


def test_a_call_began_before_it_ended() -> None:
    """The journal is written at the end."""
    (sight,) = passed([call("/sync/trigger")])

    assert sight.at % 60 == 0.5
    assert (sight.ms, sight.what) == (500.0, "POST /sync/trigger → 200")


@pytest.mark.parametrize(
    ("type_", "operation", "items"),
    [("auth", "creation", ["06", "07"]), ("auth", "refresh", []), ("sync", None, [])],
)
def test_a_webhook_of_a_creation_is_two_steps(
    type_: str, operation: str | None, items: list[str]
) -> None:
    """It is sent, and it is answered."""
    about = {"type": type_, "operation": operation}
    delivery = event("delivery", event=about, attempt=2, status=None, error="timeout", ms=250.0)

    sights = list(passed([delivery]))

    assert [sight.item for sight in sights] == items
    if sights:
        assert [sight.what for sight in sights] == ["webhook, attempt 2", "answered timeout"]
        assert sights[1].at - sights[0].at == pytest.approx(0.25)


def test_a_forged_webhook_is_called_one() -> None:
    """It must not look like Nango's."""
    about = {"type": "auth", "operation": "creation"}
    delivery = event("delivery", event=about, attempt=1, status=401, error=None, defect="wrong key")

    assert next(passed([delivery])).what == "webhook (wrong key), attempt 1"


def test_a_reading_shows_what_is_active_and_its_id() -> None:
    """A pending link is no step; an active one without an id is one."""
    links = [
        Link(state=LinkState.PENDING, said="pending", connection_id=None, row_id="1"),
        Link(state=LinkState.ACTIVE, said="", connection_id=None, row_id="2"),
        Link(state=LinkState.ACTIVE, said="on", connection_id="c-3", row_id="3"),
    ]

    def steps(*some: Link) -> list[tuple[str, str]]:
        return [(one.item, one.what) for one in shown(Reading(links=some, exchange="E1"))]

    assert steps(links[0]) == []
    assert steps(links[1]) == [("08", "shown as present")]
    assert steps(links[2]) == [("08", "shown as on"), ("09", "shown with the id c-3")]


def test_a_start_has_no_query_in_its_words() -> None:
    """A query may hold anything."""
    exchange = Exchange(
        id="E1", who="Ada", method="GET", url="http://x:1/a/b?token=hush", status=200, ms=7.0
    )

    assert started(exchange).what == "GET /a/b → 200"
    assert started(exchange).ms == 7.0
