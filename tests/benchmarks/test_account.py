"""A soak's account notices a webhook that is lost, made up, or ended otherwise than it was told."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.account import Account
from benchmarks.receiver import Receiver, fate
from benchmarks.soak import growth
from fake_nango.client import Event

TAKEN = "ffff"
REFUSED = "00ff"


def event(kind: str, connection: str, **data: Any) -> Event:
    """Make an event of the journal about a connection."""
    whose = {"environment": "dev", "person": None, "session": None, "integration": None}
    return Event(seq=1, at="", wall="", kind=kind, connection=connection, data=data, **whose)


def told(connection: str, statuses: list[int | None], end: str) -> list[Event]:
    """Make what the journal tells of a webhook from its beginning to its end."""
    attempts = [
        event("delivery", connection, status=each, error=None if each else "ECONNRESET")
        for each in statuses
    ]
    states = [event("delivery_state", connection, state=each) for each in ("pending", end)]
    return [states[0], *attempts, states[1]]


def account(*events: Event) -> Account:
    """Enter events into a new account."""
    made = Account()
    made.read(events, len(events))
    return made


def test_both_sides_telling_the_same_is_no_problem() -> None:
    """One webhook is taken, another refused three times."""
    both = account(*told(TAKEN, [200], "delivered"), *told(REFUSED, [500, 500, 500], "failed"))

    assert both.problems(2, {TAKEN: [200], REFUSED: [500, 500, 500]}) == []
    assert both.totals == {"delivered": 1, "failed": 1}


@pytest.mark.parametrize(
    ("events", "answered"),
    [
        pytest.param(told(TAKEN, [200], "delivered"), {}, id="never received"),
        pytest.param([], {TAKEN: [200]}, id="never told"),
        pytest.param(told(TAKEN, [200], "delivered"), {TAKEN: [200, 200]}, id="received twice"),
        pytest.param(told(TAKEN, [200], "failed"), {TAKEN: [200]}, id="ended otherwise"),
        pytest.param(told(TAKEN, [200], "pending"), {TAKEN: [200]}, id="without an end"),
        pytest.param(told(REFUSED, [500], "failed"), {REFUSED: [500]}, id="given up too early"),
    ],
)
def test_a_difference_is_a_problem(
    events: list[Event], answered: dict[str, list[int | None]]
) -> None:
    """The connection that it is about is named."""
    problems = account(*events).problems(1, answered)

    assert any(each.startswith((TAKEN, REFUSED)) for each in problems)


def test_a_webhook_that_nobody_knows_of_is_missed() -> None:
    """The number of flows is known from elsewhere."""
    one = account(*told(TAKEN, [200], "delivered"))

    assert one.problems(2, {TAKEN: [200]}) == ["2 webhooks were to be made, the fake told of 1"]


def test_the_receiver_answers_as_foretold_and_remembers() -> None:
    """Attempt by attempt."""
    receiver = Receiver()
    body = b'{"connectionId": "04ff", "success": true}'

    statuses = [receiver.answer(body) for _ in range(3)]

    assert statuses == list(fate("04ff")) == receiver.answered["04ff"] == [None, 503, 204]
    assert list(receiver.latest) == ["04ff"]


def test_growth_is_looked_for_in_the_second_half() -> None:
    """A store that fills up in the first half is none, and a single peak is none."""
    filling = [40.0 + each for each in range(50)]

    assert growth([*filling, *[90.0] * 50]) == 0
    assert growth([*filling, *[90.0] * 45, 99.0, *[90.0] * 4]) == 0
    assert growth([*filling, *(90.0 + each for each in range(50))]) == pytest.approx(40)
