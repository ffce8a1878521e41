"""Whoever starts twice has two attempts, or one and a refusal; both are finished in any order."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from fake_nango.client import Journey
from nango_conformance.errors import ControlFailed, NotApplicable
from nango_conformance.evidence import Account, Hook
from nango_conformance.stage import authorising, reporting, starting, twice
from nango_conformance.stage.twice import Finish, Twice
from nango_conformance.target import Reconcile, Target

JOURNEY = Journey(id="j-1", location="http://provider")


def an_attempt(token: str | None) -> Any:
    """Return an attempt with this token, or one that was refused."""
    return SimpleNamespace(
        who="Ada",
        session=token,
        usable_token=lambda: token or "",
        integration=SimpleNamespace(nango_id="outlook"),
        journey=None,
        hook=None,
        connection_id=None,
        location=None,
    )


@pytest.fixture
def make_stage(
    make_target: Callable[..., Target],
    make_hook: Callable[..., Hook],
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[..., Any]:
    """Give a maker of stages on which starts get these tokens; `done` is what Nango saw."""

    def make(*tokens: str | None, model: str = "pending-row", back: str = "connected") -> Any:
        stage: Any = SimpleNamespace(
            target=make_target(reconcile=Reconcile(model=model)),
            attempts={},
            earlier=[],
            attempt=lambda who: stage.attempts[who, Account.MAIN],
            cast=SimpleNamespace(person=lambda who: who),
            workspace=lambda *_: "",
            done=[],
            hook=None,
        )
        left = list(tokens)

        def start(_stage: Any, who: str) -> Any:
            one = an_attempt(left.pop(0))
            if (former := stage.attempts.get((who, Account.MAIN))) is not None:
                stage.earlier.append(former)
            stage.attempts[who, Account.MAIN] = one
            return one

        def come_back(journey: Journey) -> Any:
            stage.done.append(f"came back from {journey.id}")
            return SimpleNamespace(outcome=back, connection_id="c-0", location="", detail="gone")

        control = SimpleNamespace(
            depart=lambda *_: JOURNEY,
            expire_session=lambda token: stage.done.append(f"{token} expired"),
            come_back=come_back,
            hold=lambda session_token: f"rule of {session_token}",
            unhold=lambda _rule: None,
            release=lambda ids, at_once: stage.done.append((tuple(ids), at_once)),
        )
        stage.nango = SimpleNamespace(control=control, make_room=lambda *_: None)
        monkeypatch.setattr(starting, "start", start)
        monkeypatch.setattr(
            authorising, "approve", lambda _, one: stage.done.append(f"agreed to {one.session}")
        )
        monkeypatch.setattr(
            authorising, "held", lambda _, one: SimpleNamespace(id=f"d-{one.session}")
        )
        monkeypatch.setattr(authorising, "delivered", lambda *_: make_hook(200))
        monkeypatch.setattr(reporting, "report", lambda *_: None)
        return stage

    return make


def test_what_was_given_up_long_ago_has_expired(make_stage: Callable[..., Any]) -> None:
    """She is still at the provider, and may come back."""
    stage = make_stage("t-1", "t-2")

    twice.start_twice(stage, "Ada", Twice.LONG_AGO)
    twice.finish(stage, "Ada", Finish.LATER_FIRST)

    assert stage.done == ["t-1 expired", "agreed to t-2", "came back from j-1"]


@pytest.mark.parametrize(
    ("which", "done"),
    [
        (Finish.LATER, ["agreed to t-2"]),
        (Finish.EARLIER_FIRST, ["agreed to t-1", "agreed to t-2"]),
        (
            Finish.TOGETHER,
            ["agreed to t-1", "agreed to t-2", (("d-t-1", "d-t-2"), True)],
        ),
    ],
)
def test_attempts_are_finished_in_the_order_that_is_said(
    make_stage: Callable[..., Any], which: Finish, done: list[Any]
) -> None:
    """One after the other, or with both webhooks at once."""
    stage = make_stage("t-1", "t-2")

    twice.start_twice(stage, "Ada", Twice.AGAIN)
    twice.finish(stage, "Ada", which)

    assert stage.done == done
    assert stage.hook is not None


@pytest.mark.parametrize("tokens", [("t-1", None), (None, "t-1")])
@pytest.mark.parametrize("which", list(Finish))
def test_whoever_is_refused_in_one_tab_goes_on_in_the_other(
    make_stage: Callable[..., Any], tokens: tuple[str | None, ...], which: Finish
) -> None:
    """Whichever of them it was."""
    stage = make_stage(*tokens)

    twice.start_twice(stage, "Ada", Twice.TABS)
    twice.finish(stage, "Ada", which)

    assert stage.done[0] == "agreed to t-1"
    assert (stage.attempt("Ada").session, [one.session for one in stage.earlier]) == (None, ["t-1"])


def test_coming_back_in_vain_proves_nothing(make_stage: Callable[..., Any]) -> None:
    """The reason is Nango's."""
    stage = make_stage("t-1", "t-2", back="failed")
    twice.start_twice(stage, "Ada", Twice.LONG_AGO)

    with pytest.raises(ControlFailed, match="coming back ended as failed: gone"):
        twice.finish(stage, "Ada", Finish.EARLIER_FIRST)


def test_whoever_started_once_has_nothing_to_compare(make_stage: Callable[..., Any]) -> None:
    """A story that forgets to start twice is a mistake of the specification's."""
    with pytest.raises(ControlFailed, match="only once"):
        twice.finish(make_stage("t-1"), "Ada", Finish.LATER)


@pytest.mark.parametrize("how", [Twice.AGAIN, Twice.TABS])
def test_a_mirror_has_no_attempts(make_stage: Callable[..., Any], how: Twice) -> None:
    """It shows what Nango has; but whoever gave up starts there as well."""
    with pytest.raises(NotApplicable, match="mirror"):
        twice.start_twice(make_stage(model="mirror"), "Ada", how)

    twice.start_twice(make_stage("t-1", "t-2", model="mirror"), "Ada", Twice.LONG_AGO)
