"""A limit is a limit, but never for what the machine did."""

from __future__ import annotations

import pytest

from nango_conformance.errors import Nonconformance, Overloaded
from nango_conformance.evidence import Lag, Timed
from nango_conformance.expectations import timing

CALM = Lag(worst_s=0.001, stretch=1.0)
BUSY = Lag(worst_s=0.1, stretch=3.0)


@pytest.mark.parametrize("lag", [CALM, BUSY])
def test_within_the_limit_is_right_whatever_the_load(lag: Lag) -> None:
    """Nobody is too quick because others are busy."""
    assert timing.in_time("an answer", Timed(took_s=2.0, lag=lag), 2.0) == ()


def test_beyond_it_is_wrong_on_a_calm_machine() -> None:
    """The evidence goes with it."""
    with pytest.raises(Nonconformance, match=r"an answer within 2 s; saw 2\.01 s") as caught:
        timing.in_time("an answer", Timed(took_s=2.01, lag=CALM), 2.0, ("E1",))

    assert caught.value.evidence == ("E1",)


def test_what_the_load_explains_proves_nothing() -> None:
    """It is to be played again, alone."""
    with pytest.raises(Overloaded, match=r"6\.00 s of 2 s, but the harness came 100 ms late"):
        timing.in_time("an answer", Timed(took_s=6.0, lag=BUSY), 2.0)


def test_what_the_load_just_explains_proves_nothing() -> None:
    """The allowance ends behind its last moment."""
    with pytest.raises(Overloaded):
        timing.in_time("an answer", Timed(took_s=BUSY.allowance(2.0), lag=BUSY), 2.0)


def test_what_no_load_explains_is_wrong_all_the_same() -> None:
    """A machine three times as slow does not make a target four times as slow."""
    with pytest.raises(Nonconformance):
        timing.in_time("an answer", Timed(took_s=6.2, lag=BUSY), 2.0)
