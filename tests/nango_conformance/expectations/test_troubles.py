"""Item 14: what a target makes of a Nango that fails."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from nango_conformance.errors import ControlFailed, Nonconformance
from nango_conformance.evidence import Call, Exchange
from nango_conformance.expectations import troubles
from nango_conformance.target import Connect

ExchangeMaker = Callable[..., Exchange]
CallMaker = Callable[..., Call]

ROUTE = Connect(path="/connect", token="token", link="link")
TELLING = Connect(path="/connect", token="token", error="error.code")


@pytest.mark.parametrize(
    ("route", "status", "body"),
    [
        (ROUTE, 502, "{}"),
        (ROUTE, 302, ""),
        (TELLING, 200, '{"error": {"code": "nango"}}'),
        (TELLING, 500, '{"error": {"code": "nango"}}'),
    ],
)
def test_the_user_is_told(
    make_exchange: ExchangeMaker, route: Connect, status: int, body: str
) -> None:
    """By the status, or where the target declares that its errors stand."""
    assert troubles.told_of_failure(route, make_exchange(status, body), met=True) == ()


@pytest.mark.parametrize(
    ("route", "status", "body", "expected"),
    [
        (ROUTE, None, "", "an answer to the user"),
        (ROUTE, 500, '{"token": "x"}', "no token when Nango gave none"),
        (ROUTE, 200, '{"link": "x"}', "no token when Nango gave none"),
        (ROUTE, 200, "{}", "an answer that says so"),
        (TELLING, 500, "{}", "an error at 'error.code'"),
        (TELLING, 200, '{"error": {"code": ""}}', "an error at 'error.code'"),
    ],
)
def test_a_failure_that_looks_like_none(
    make_exchange: ExchangeMaker, route: Connect, status: int | None, body: str, expected: str
) -> None:
    """No answer, a token out of nowhere, a success, or no word of it."""
    with pytest.raises(Nonconformance, match=expected):
        troubles.told_of_failure(route, make_exchange(status, body), met=True)


def test_a_failure_that_was_not_met_proves_nothing(make_exchange: ExchangeMaker) -> None:
    """A target that did not ask Nango had nothing to tell."""
    with pytest.raises(ControlFailed, match="did not ask Nango"):
        troubles.told_of_failure(ROUTE, make_exchange(500), met=False)


@pytest.mark.parametrize(
    ("route", "status", "notes"),
    [(ROUTE, 502, 0), (ROUTE, 400, 1), (TELLING, 200, 0), (ROUTE, None, 0)],
)
def test_nobody_is_blamed(
    make_exchange: ExchangeMaker, route: Connect, status: int | None, notes: int
) -> None:
    """A server's failure is the server's; that it looks like the client's is worth a word."""
    assert len(troubles.not_blamed(route, make_exchange(status))) == notes


@pytest.mark.parametrize("status", [401, 403])
def test_a_complaint_about_the_key_is_not_the_user_s(
    make_exchange: ExchangeMaker, status: int
) -> None:
    """Her browser would sign her out."""
    with pytest.raises(Nonconformance, match=f"did nothing wrong; saw status {status}"):
        troubles.not_blamed(ROUTE, make_exchange(status))


def asked(make_call: CallMaker, *times: float, then: int = 429) -> Sequence[Call]:
    """Return requests at these times; all but the last are told to wait."""
    statuses = [429] * (len(times) - 1) + [then]
    return [
        make_call("POST /connect/sessions", second=second, status=status)
        for second, status in zip(times, statuses, strict=True)
    ]


@pytest.mark.parametrize("times", [(0.0,), (0.0, 2.0), (0.0, 2.0, 4.1), (0.0, 1.8)])
def test_waiting_is_right_and_so_is_giving_up(
    make_call: CallMaker, times: tuple[float, ...]
) -> None:
    """Three requests at most, each after its wait."""
    assert troubles.waits(asked(make_call, *times), 2) == ()


@pytest.mark.parametrize(
    ("times", "seen"),
    [
        ((0.0, 0.1), "2 of them, the next after 0.10 s"),
        ((0.0, 2.0, 2.5), "3 of them, the next after 0.50 s"),
        ((0.0, 2.0, 4.0, 6.0), "4 of them"),
    ],
)
def test_asking_again_too_soon_or_too_often_is_wrong(
    make_call: CallMaker, times: tuple[float, ...], seen: str
) -> None:
    """Whatever came of it."""
    with pytest.raises(Nonconformance, match=seen):
        troubles.waits(asked(make_call, *times, then=201), 2)


def test_who_was_not_told_to_wait_cannot_be_judged(make_call: CallMaker) -> None:
    """Another call of the target's is no request for a session."""
    for line in ("GET /integrations", "GET /connect/sessions", "POST /sync/trigger"):
        calls = [make_call(line, status=429), make_call("POST /connect/sessions")]
        with pytest.raises(ControlFailed, match="was not told to wait"):
            troubles.waits(calls, 2)
