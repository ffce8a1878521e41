"""A crowd comes where one may, is told apart by its tokens, and its webhooks in no order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from nango_conformance.errors import NotApplicable
from nango_conformance.stage import crowd
from nango_conformance.target import Fixture, Fixtures, Limits, Target

MAKES = Fixtures(create_actor=Fixture(path="/users"))


class Control:
    """A fake that makes a webhook for every approval and delivers what is let go."""

    def __init__(self) -> None:
        self.made: dict[str, Any] = {}
        self.released: list[tuple[str, ...]] = []
        self.holding = False

    def hold(self, *, everything: bool) -> str:
        """Keep all back."""
        self.holding = everything
        return "rule"

    def unhold(self, _: str) -> None:
        """Let what comes later go."""
        self.holding = False

    def approve(self, token: str, _: str) -> Any:
        """Make a connection, and its webhook."""
        assert self.holding
        name = f"c-{token}"
        event = {"operation": "creation"}
        attempts = [SimpleNamespace(status=200, ms=1.0)]
        self.made[name] = SimpleNamespace(id=name, event=event, state="held", attempts=attempts)
        return SimpleNamespace(connection_id=name)

    def deliveries(self, *, since: int) -> list[Any]:
        """Return what was made."""
        assert since == 7
        return [*self.made.values(), SimpleNamespace(id="s", event={"operation": None}, state="x")]

    def release(self, ids: Sequence[str], *, at_once: bool) -> None:
        """Deliver some."""
        assert at_once
        self.released.append(tuple(ids))
        for name in ids:
            self.made[name].state = "delivered"


@pytest.fixture
def play(
    make_target: Callable[..., Target], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[Any, Control]]:
    """Give what lets a crowd of five connect."""

    def play_(per_minute: int = 600, **target: Any) -> tuple[Any, Control]:
        control = Control()
        exchange = SimpleNamespace(status=200, ms=1.0, said="status 200", id="E")

        class Calling:
            def __init__(self, who: str) -> None:
                self.who = who

            def call(self, _: Any) -> Any:
                return exchange

            def end(self, stage: Any, _mark: int, _exchange: Any, _issued: Any) -> Any:
                attempt = Attempt(self.who)
                stage.attempts[self.who] = attempt
                return attempt

        class Attempt:
            def __init__(self, who: str) -> None:
                self.token, self.link, self.exchange = f"t-{who}", None, exchange
                self.issued: tuple[Any, ...] = ()
                self.integration = SimpleNamespace(nango_id="outlook")
                self.connection_id: str | None = None

            @property
            def session(self) -> Any:
                return self.issued[0] if self.issued else None

            def usable_token(self) -> str:
                return self.token

        monkeypatch.setattr(crowd, "PEOPLE", 5)
        monkeypatch.setattr(crowd, "prepared", lambda _stage, who, _account: Calling(who))
        issued = [SimpleNamespace(token=f"t-Guest{n}", link=f"l-{n}") for n in range(1, 6)]
        stage: Any = SimpleNamespace(
            target=make_target(
                **{"fixtures": MAKES, "limits": Limits(webhook_per_minute=per_minute), **target}
            ),
            nango=SimpleNamespace(
                control=control, mark=lambda: 7, issued=lambda _: issued, make_room=lambda _: None
            ),
            attempts={},
            when=-1,
        )
        crowd.connect(stage)
        return stage, control

    return play_


def test_everybody_has_a_connection_of_her_own(play: Callable[..., Any]) -> None:
    """And the news of them comes at once, in an order that is not theirs."""
    stage, control = play()

    ids = [f"c-t-Guest{n}" for n in range(1, 6)]
    assert [one.connection_id for one in stage.attempts.values()] == ids
    (arrived,) = control.released
    assert (sorted(arrived), list(arrived) == ids) == (ids, False)
    start, webhook = crowd.unbroken(stage, "Ada")
    assert ("of 5 starts" in start.text, "of 5 webhooks" in webhook.text) == (True, True)


def test_no_more_come_at_once_than_the_target_takes(play: Callable[..., Any]) -> None:
    """They come in groups."""
    _, control = play(per_minute=2)

    assert [len(some) for some in control.released] == [2, 2, 1]


def test_a_crowd_has_to_be_made(play: Callable[..., Any]) -> None:
    """Three declared people are none."""
    with pytest.raises(NotApplicable, match="create_actor is not declared"):
        play(fixtures=Fixtures())
