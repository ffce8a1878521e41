"""Nango fails as it is asked to, and what a user is told is judged by what she needs to know."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from fake_nango.fault_answers import answer_of
from nango_conformance.errors import ControlFailed, Nonconformance, Overloaded
from nango_conformance.evidence import Exchange, Lag, Timed
from nango_conformance.stage import troubles
from nango_conformance.stage.troubles import ANSWERS, PERSISTENT, Told, Trouble
from nango_conformance.target import Connect, Limits


def a_stage(status: int | None = 502, *, met: int = 1, timed: Timed | None = None) -> Any:
    """Return a stage on which Ada was answered so."""
    added: list[tuple[str, int]] = []
    exchange = Exchange(id="E1", who="Ada", method="POST", url="http://x/c", status=status)
    attempt = SimpleNamespace(exchange=exchange, timed=timed, unstored=False, session=None, mark=0)

    def add_fault(name: str, _: str, answer: object, *, times: int) -> None:
        assert answer == ANSWERS[Trouble(name)]
        added.append((name, times))

    control = SimpleNamespace(
        add_fault=add_fault,
        clear_faults=added.clear,
        faults=lambda: (SimpleNamespace(met=met),),
    )
    return SimpleNamespace(
        target=SimpleNamespace(connect=Connect(path="/c", token="t"), limits=Limits(connect_s=1)),
        nango=SimpleNamespace(control=control),
        attempt=lambda _: attempt,
        the_answer=lambda: exchange,
        added=added,
        troubled=False,
    )


@pytest.mark.parametrize("trouble", Trouble)
def test_every_trouble_is_one_that_the_fake_can_cause(trouble: Trouble) -> None:
    """Its answer is read as the control API reads it."""
    assert answer_of(ANSWERS[trouble]) is not None


@pytest.mark.parametrize(
    ("trouble", "times"), [(Trouble.OUTAGE, PERSISTENT), (Trouble.BUSY_ONCE, 1)]
)
def test_a_trouble_lasts_longer_than_any_patience(trouble: Trouble, times: int) -> None:
    """But for the one that comes once; and it ends."""
    stage = a_stage()

    troubles.begin(stage, trouble)
    assert (stage.added, stage.troubled) == ([(trouble, times)], True)
    troubles.end(stage)

    assert (stage.added, stage.troubled) == ([], False)


@pytest.mark.parametrize(
    ("what", "right", "wrong"),
    [
        (Told.FAILED, 502, 200),
        (Told.BLAMELESS, 502, 401),
        (Told.MISTAKEN, 400, 500),
        (Told.EITHER, 415, 500),
    ],
)
def test_what_she_is_told_is_judged(what: Told, right: int, wrong: int) -> None:
    """Each by what it is to say."""
    assert troubles.told(a_stage(right), "Ada", what) == ()
    with pytest.raises(Nonconformance):
        troubles.told(a_stage(wrong), "Ada", what)


def test_a_trouble_that_nobody_met_proves_nothing() -> None:
    """However well the target failed."""
    with pytest.raises(ControlFailed, match="did not ask Nango"):
        troubles.told(a_stage(met=0), "Ada", Told.FAILED)


@pytest.mark.parametrize(
    ("took_s", "stretch", "error"), [(3.0, 1.0, Nonconformance), (3.0, 4.0, Overloaded)]
)
def test_who_is_kept_waiting_is_timed(
    took_s: float, stretch: float, error: type[Exception]
) -> None:
    """And a busy machine is no one's fault."""
    timed = Timed(took_s=took_s, lag=Lag(stretch=stretch))
    with pytest.raises(error, match="an answer to the user"):
        troubles.told(a_stage(None, timed=timed), "Ada", Told.FAILED)
