"""Webhooks that come together: what Nango does about a copy that failed, and what is judged."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from fake_nango.client import Attempt as Sent
from fake_nango.client import Delivery
from nango_conformance.stage import authorising, moments, reporting
from nango_conformance.stage.moments import Moment
from nango_conformance.target import Reconcile, Target


def delivery(id_: str, status: int | None) -> Delivery:
    """Return a copy of a webhook with what came back."""
    sent = Sent(
        number=1,
        url="u",
        status=status,
        error=None if status else "ECONNABORTED",
        answer="",
        answer_headers=(),
        ms=1.0,
        ok=status == 200,
    )
    return Delivery(
        id=id_,
        state="delivered",
        environment="dev",
        person=None,
        connection="c-1",
        integration="outlook",
        event={"type": "auth", "operation": "creation", "success": True},
        body="{}",
        headers=(),
        attempts=(sent,),
        created_seq=1,
        defect=None,
        repeat_of=None,
    )


class Control:
    """A fake's control API whose copies are answered like this."""

    def __init__(self, *statuses: int | None) -> None:
        self.statuses = statuses
        self.done: list[str] = []

    def hold(self, **_: Any) -> str:
        """Keep a webhook back."""
        return "r-1"

    def unhold(self, _rule: str) -> None:
        """Keep no other one back."""

    def repeat(self, id_: str, *, times: int, at_once: bool) -> list[Delivery]:
        """Send copies."""
        self.done.append(f"{times} of {id_}{' at once' if at_once else ''}")
        return [delivery(f"d-{n}", status) for n, status in enumerate(self.statuses)]

    def release(self, ids: list[str]) -> None:
        """Send what was held, by Nango's own schedule."""
        self.done.append(f"release {ids}")

    def drop(self, id_: str) -> None:
        """Send it not at all."""
        self.done.append(f"drop {id_}")


@pytest.fixture
def play(make_target: Callable[..., Target], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Give what lets a webhook come at a moment; return the stage on which it did."""

    def play_(moment: Moment, *statuses: int | None, model: str = "pending-row") -> Any:
        control = Control(*statuses)
        attempt = SimpleNamespace(usable_token=lambda: "t-1", hook=None)
        reported: list[Any] = []
        monkeypatch.setattr(authorising, "approve", lambda *_: None)
        monkeypatch.setattr(authorising, "held", lambda *_: SimpleNamespace(id="h-1"))
        monkeypatch.setattr(authorising, "delivered", lambda *_: "the repeat")
        monkeypatch.setattr(reporting, "report", lambda _, one: reported.append(one))
        stage = SimpleNamespace(
            target=make_target(reconcile=Reconcile(model=model)),
            nango=SimpleNamespace(control=control, make_room=lambda *_: None, settle=lambda: None),
            attempt=lambda _: attempt,
            unthrottled=lambda hook: hook,
            hook=None,
            notes=[],
            reported=reported,
        )
        stage.note = stage.notes.extend
        moments.authorise_when(stage, "Ada", moment)  # type: ignore[arg-type]
        return stage

    return play_


def test_copies_that_are_all_taken_leave_nothing_to_send(play: Callable[..., Any]) -> None:
    """What was held back is one of them."""
    stage = play(Moment.TWICE, 200, 200)

    assert stage.nango.control.done == ["2 of h-1 at once", "drop h-1"]
    assert (stage.hook.id, stage.attempt("Ada").hook.id) == ("d-0", "d-0")


@pytest.mark.parametrize("statuses", [(200, 503), (500, 500)])
def test_nango_repeats_a_copy_that_failed(play: Callable[..., Any], statuses: Any) -> None:
    """A busy database is no mistake, if the repeat succeeds."""
    stage = play(Moment.TWICE, *statuses)

    assert stage.nango.control.done == ["2 of h-1 at once", "release ['h-1']"]
    assert stage.hook == "the repeat"


def test_a_copy_without_an_answer_is_judged(play: Callable[..., Any]) -> None:
    """Two handlers that lock each other out answer neither, and a repeat does not excuse that."""
    stage = play(Moment.THRICE, 200, None, 200)

    assert stage.hook.id == "d-1"
    assert stage.attempt("Ada").hook == "the repeat"


def test_how_many_came_together_is_told_once(play: Callable[..., Any]) -> None:
    """With the greatest number, for all of them."""
    assert play(Moment.FIVE_TIMES, *[200] * 5).notes == []
    (note,) = play(Moment.EIGHT_TIMES, *[200] * 8).notes
    assert "among 18 webhooks" in note.text


@pytest.mark.parametrize(
    ("moment", "model", "reports"),
    [
        (Moment.BEFORE, "pending-row", 0),
        (Moment.AFTER, "pending-row", 0),
        (Moment.BEFORE, "client-finalise", 1),
        (Moment.TWICE, "pending-row", 1),
        (Moment.TWICE, "client-finalise", 1),
    ],
)
def test_the_browser_reports_where_that_is_not_the_point(
    play: Callable[..., Any], moment: Moment, model: str, reports: int
) -> None:
    """Whether the webhook is enough by itself is what the first two stories are about."""
    assert len(play(moment, 200, 200, model=model).reported) == reports
