"""Item 20: a crowd that is served, and one that is not."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from nango_conformance.errors import ControlFailed, Nonconformance
from nango_conformance.evidence import Exchange
from nango_conformance.expectations import crowds
from nango_conformance.target import Connect

ExchangeMaker = Callable[..., Exchange]
ROUTE = Connect(path="/connect")


@dataclasses.dataclass(frozen=True)
class Sent:
    """One request that carried a webhook."""

    status: int | None = 200
    ms: float = 1.0


def test_the_slowest_are_told(make_exchange: ExchangeMaker) -> None:
    """Of both routes, by the time in which nineteen of twenty were answered."""
    starts = [dataclasses.replace(make_exchange(200), ms=float(ms)) for ms in range(1, 21)]
    webhooks = [("d", [Sent(ms=7.0)])]

    start, webhook = crowds.unbroken(starts, webhooks, ROUTE)

    assert "of 20 starts at once 95 % were answered within 19 ms" in start.text
    assert "of 1 webhooks at once 95 % were answered within 7 ms" in webhook.text
    assert {start.level, webhook.level} == {"MAY"}


@pytest.mark.parametrize("status", [500, 503, None])
def test_a_start_that_fails_is_one_too_many(
    make_exchange: ExchangeMaker, status: int | None
) -> None:
    """How many did is told."""
    starts = [make_exchange(200), make_exchange(status), make_exchange(status)]
    with pytest.raises(Nonconformance, match="none of 3 starts to fail; saw 2 that did"):
        crowds.unbroken(starts, [], ROUTE)


@pytest.mark.parametrize(("status", "said"), [(500, "status 500"), (None, "no answer")])
def test_a_webhook_that_fails_is_one_too_many(
    make_exchange: ExchangeMaker, status: int | None, said: str
) -> None:
    """Even if a later attempt succeeds."""
    webhooks = [("d", [Sent()]), ("e", [Sent(status=status), Sent()])]
    with pytest.raises(Nonconformance, match=f"none of 2 webhooks to fail; saw {said}$"):
        crowds.unbroken([make_exchange(200)], webhooks, ROUTE)


@pytest.mark.parametrize("status", [409, 429])
def test_who_is_told_to_come_back_is_not_let_in(make_exchange: ExchangeMaker, status: int) -> None:
    """However politely: all of them were to be served."""
    starts = [make_exchange(200), make_exchange(status)]

    with pytest.raises(Nonconformance, match=f"saw 1 that did, the first with status {status}"):
        crowds.unbroken(starts, [("d", [Sent()])], ROUTE)


def test_a_webhook_that_is_refused_did_not_fail(make_exchange: ExchangeMaker) -> None:
    """Whether its person is connected all the same is judged apart."""
    assert len(crowds.unbroken([make_exchange(200)], [("d", [Sent(status=401)])], ROUTE)) == 2


def test_a_crowd_for_which_no_webhook_came_shows_nothing(make_exchange: ExchangeMaker) -> None:
    """There was nothing that could have broken."""
    with pytest.raises(ControlFailed, match="so no webhook came"):
        crowds.unbroken([make_exchange(200)], [], ROUTE)
