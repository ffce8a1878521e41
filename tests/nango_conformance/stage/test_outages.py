"""What is taken away for a moment is what the target allows, and comes back whatever happens."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from nango_conformance.errors import ControlFailed, NotApplicable, NotObservable
from nango_conformance.evidence import Account, Link, LinkState, Reading
from nango_conformance.stage import outages, starting
from nango_conformance.stage.outages import Outage
from nango_conformance.target import Fault, Limits, Reconcile, Start, Target

ALLOWED = {"db_down": Fault(command=("x",), undo=("y",))}
STORED = Reading(
    links=(Link(state=LinkState.PENDING, said="pending", connection_id=None, row_id=None),),
    exchange="E0001",
)
CONNECTED = Reading(
    links=(Link(state=LinkState.ACTIVE, said="active", connection_id="c-1", row_id=None),),
    exchange="E0001",
)
NOTHING = Reading(links=(), exchange="E0001")


class Control:
    """A fake's control API that remembers its faults."""

    def __init__(self, met: int) -> None:
        self.met = met
        self.armed: dict[str, tuple[str, Any]] = {}
        self.cleared: list[str] = []

    def add_fault(self, _name: str, endpoint: str, answer: Any, **_: Any) -> str:
        """Arm a fault."""
        self.armed[f"f{len(self.armed)}"] = (endpoint, answer)
        return f"f{len(self.armed) - 1}"

    def faults(self) -> list[Any]:
        """List them."""
        return [SimpleNamespace(id=one, met=self.met) for one in self.armed]

    def clear_faults(self, fault: str) -> None:
        """Take one back."""
        self.cleared.append(fault)


@pytest.fixture
def make_stage(make_target: Callable[..., Target]) -> Callable[..., Any]:
    """Give a maker of stages, for what a target declares."""

    def make(*, met: int = 1, shown: Reading | None = NOTHING, **declared: Any) -> Any:
        done: list[str] = []
        return SimpleNamespace(
            target=make_target(**declared),
            nango=SimpleNamespace(control=Control(met)),
            faults=SimpleNamespace(
                begin=lambda name: done.append(f"begin {name}"),
                end=lambda name: done.append(f"end {name}"),
            ),
            done=done,
            process=SimpleNamespace(kill=lambda: done.append("kill")),
            ledger=SimpleNamespace(record=lambda title, _: done.append(title)),
            probe=SimpleNamespace(available=shown is not None),
            attempt=lambda *_: SimpleNamespace(values={}),
            cast=SimpleNamespace(person=lambda who: who),
            read=lambda *_: shown,
        )

    return make


def test_the_database_is_away_for_as_long_as_that_takes(make_stage: Callable[..., Any]) -> None:
    """Also when what happens meanwhile goes wrong."""
    stage = make_stage(faults=ALLOWED)

    def goes_wrong() -> None:
        with outages.during(stage, Outage.DATABASE):
            assert stage.done == ["begin db_down"]
            raise ControlFailed("meanwhile")

    with pytest.raises(ControlFailed, match="meanwhile"):
        goes_wrong()

    assert stage.done == ["begin db_down", "end db_down"]


@pytest.mark.parametrize(
    ("outage", "declared", "error"),
    [
        (Outage.DATABASE, {}, NotObservable),
        (Outage.DATABASE, {"reconcile": Reconcile(confirm=True)}, NotApplicable),
        (Outage.UNCONFIRMED, {}, NotObservable),
        (Outage.UNCONFIRMED, {"faults": ALLOWED}, NotApplicable),
    ],
)
def test_without_any_trouble_to_cause_nothing_is_observable(
    make_stage: Callable[..., Any],
    outage: Outage,
    declared: dict[str, Any],
    error: type[Exception],
) -> None:
    """With one of the two, the other is what the target does not have."""
    with (
        pytest.raises(error, match=r"\[faults\] db_down|\[reconcile\] confirm"),
        outages.during(make_stage(**declared), outage),
    ):
        pytest.fail("it began")


def test_a_target_is_killed_when_it_has_answered(make_stage: Callable[..., Any]) -> None:
    """Where it says that what it has stored outlives it."""
    stage = make_stage(start=Start(command=("x",), durable=True))

    with outages.during(stage, Outage.KILLED):
        assert stage.done == []

    assert stage.done == ["kill", "harness: the target was killed"]


@pytest.mark.parametrize("start", [None, Start(command=("x",))])
def test_a_target_that_may_forget_is_not_killed(
    make_stage: Callable[..., Any], start: Start | None
) -> None:
    """One that somebody else has started is not ours to kill."""
    with (
        pytest.raises(NotApplicable, match=r"\[target\.start\] durable"),
        outages.during(make_stage(start=start), Outage.KILLED),
    ):
        pytest.fail("it began")


def test_a_target_elsewhere_keeps_its_database(make_stage: Callable[..., Any]) -> None:
    """What its file says is for this machine alone."""
    stage = make_stage(faults=ALLOWED, base_url="https://app.example.com")

    with (
        pytest.raises(NotObservable, match="loopback alone"),
        outages.during(stage, Outage.DATABASE),
    ):
        pytest.fail("it began")


def test_a_connection_that_is_not_read_cannot_be_missed(make_stage: Callable[..., Any]) -> None:
    """Then nothing failed inside, and the repeat says nothing."""
    stage = make_stage(met=0, reconcile=Reconcile(confirm=True))

    with (
        pytest.raises(ControlFailed, match="did not read the connection at Nango"),
        outages.during(stage, Outage.UNCONFIRMED),
    ):
        pass

    assert stage.nango.control.cleared == ["f0"]


@pytest.mark.parametrize(("outage", "delay_ms"), [(Outage.SLOW, 1000), (Outage.ENDLESS, 5000)])
def test_syncs_take_a_part_of_nangos_patience(
    make_stage: Callable[..., Any], outage: Outage, delay_ms: int
) -> None:
    """A quarter of it, or more than all; and no longer than the story."""
    stage = make_stage(limits=Limits(webhook_s=4))

    with outages.during(stage, outage):
        armed = dict(stage.nango.control.armed)

    assert {endpoint for endpoint, _ in armed.values()} == {
        "POST /sync/*",
        "GET /records*",
        "* /proxy/*",
    }
    assert [answer for _, answer in armed.values()] == [{"delay_ms": delay_ms}] * 3
    assert stage.nango.control.cleared == list(armed)


@pytest.mark.parametrize(
    ("token", "shown", "error"),
    [
        (None, NOTHING, None),
        ("t-1", NOTHING, None),
        ("t-1", STORED, ControlFailed),
        ("t-1", None, NotObservable),
        (None, None, None),
    ],
)
def test_a_start_that_was_stored_shows_that_nothing_was_taken_away(
    make_stage: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    token: str | None,
    shown: Reading | None,
    error: type[Exception] | None,
) -> None:
    """A token is no mistake of a target that could store what it began."""
    attempt = SimpleNamespace(session=token, unstored=False)
    monkeypatch.setattr(starting, "start", lambda *_: attempt)
    stage = make_stage(faults=ALLOWED, shown=shown)

    if error is None:
        outages.start_while(stage, "Ada", Account.MAIN, Outage.DATABASE)
        assert attempt.unstored
        return
    with pytest.raises(error):
        outages.start_while(stage, "Ada", Account.MAIN, Outage.DATABASE)


@pytest.mark.parametrize(
    ("declared", "error", "why"),
    [
        ({"reconcile": Reconcile(model="upsert"), "faults": ALLOWED}, NotApplicable, "upsert"),
        ({"reconcile": Reconcile(model="mirror")}, NotApplicable, "mirror"),
        ({}, NotObservable, "db_down"),
    ],
)
def test_a_start_that_stores_nothing_cannot_fail_to(
    make_stage: Callable[..., Any], declared: dict[str, Any], error: type[Exception], why: str
) -> None:
    """And a database that must not be touched shows nothing."""
    with pytest.raises(error, match=why):
        outages.start_while(make_stage(**declared), "Ada", Account.MAIN, Outage.DATABASE)


@pytest.mark.parametrize(
    ("shown", "error", "said"),
    [
        (CONNECTED, ControlFailed, "does the command of .faults. db_down work"),
        (None, NotObservable, "no status is declared"),
    ],
)
def test_an_event_that_had_its_effect_shows_that_nothing_was_taken_away(
    make_stage: Callable[..., Any], shown: Reading | None, error: type[Exception], said: str
) -> None:
    """What a target is to have stored without a database it has stored with one."""
    with pytest.raises(error, match=said):
        outages._has_no_effect(make_stage(faults=ALLOWED, shown=shown), "Ada")


def test_an_event_without_an_effect_was_met_by_the_outage(make_stage: Callable[..., Any]) -> None:
    """Whatever the target said of it: her links were looked at, and none is active."""
    stage = make_stage(faults=ALLOWED)
    looks: list[Reading] = []

    def look(*_: object) -> Reading:
        looks.append(NOTHING)
        return NOTHING

    stage.read = look
    outages._has_no_effect(stage, "Ada")

    assert looks == [NOTHING]
