"""Many webhooks at once, and what none of them may come to."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from nango_conformance.errors import ControlFailed, Nonconformance, NotObservable
from nango_conformance.evidence import Account, Hook
from nango_conformance.stage import arriving
from nango_conformance.stage.arriving import MANY, Burst, Fate
from nango_conformance.target import Limits, Target


class Control:
    """Keeps what is sent, in which way."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.repeated: list[tuple[str, int, bool]] = []

    def forge(self, delivery: str, defect: str) -> Any:
        """Send a forgery."""
        self.sent.append((delivery, defect))
        return SimpleNamespace(id="forged")

    def emit(self, name: str, **whose: Any) -> Any:
        """Send a genuine event."""
        self.sent.append((whose["connection_id"], name))
        return SimpleNamespace(id="emitted")

    def repeat(self, delivery: str, *, times: int, at_once: bool) -> None:
        """Send it again."""
        self.repeated.append((delivery, times, at_once))


@pytest.fixture
def make_stage(make_target: Callable[..., Target]) -> Callable[..., Any]:
    """Give a maker of stages: Ada has connected, with this webhook, and these have come."""

    def make(*came: Hook, hook: Hook | None = None, per_minute: int = 600) -> Any:
        integration = SimpleNamespace(nango_id="outlook")
        attempt = SimpleNamespace(connection_id="c-1", hook=hook, integration=integration)
        nango = SimpleNamespace(control=Control(), make_room=lambda _: None, hooks=lambda _: came)
        return SimpleNamespace(
            target=make_target(limits=Limits(webhook_per_minute=per_minute)),
            nango=nango,
            attempt=lambda _: attempt,
            attempts={("Ada", Account.MAIN): attempt},
            mark=0,
            crowded=False,
        )

    return make


@pytest.mark.parametrize(
    ("kind", "first", "again"),
    [
        (Burst.GENUINE, ("c-1", "forward"), "emitted"),
        (Burst.UNSIGNED, ("w-1", "no signature"), "forged"),
    ],
)
def test_many_come_at_once(
    make_stage: Callable[..., Any],
    make_hook: Callable[..., Hook],
    kind: Burst,
    first: tuple[str, str],
    again: str,
) -> None:
    """All the same, and none waits for another."""
    stage = make_stage(hook=make_hook())

    arriving.burst(stage, "Ada", kind)

    assert stage.nango.control.sent == [first]
    assert stage.nango.control.repeated == [(again, MANY - 1, True)]
    assert stage.crowded


def test_a_declared_limit_is_kept(
    make_stage: Callable[..., Any], make_hook: Callable[..., Hook]
) -> None:
    """Who says that it takes fewer is not sent more; the reason names what says so."""
    stage = make_stage(hook=make_hook(), per_minute=MANY)

    with pytest.raises(NotObservable, match=r"\[limits\] webhook_per_minute = 30"):
        arriving.burst(stage, "Ada", Burst.GENUINE)

    assert stage.nango.control.sent == []


def test_without_a_first_webhook_there_is_no_burst(make_stage: Callable[..., Any]) -> None:
    """What is to be sent many times has to be there once."""
    with pytest.raises(ControlFailed, match="no webhook to begin with"):
        arriving.burst(make_stage(), "Ada", Burst.UNSIGNED)


def test_only_genuine_webhooks_count(
    make_stage: Callable[..., Any], make_hook: Callable[..., Hook]
) -> None:
    """Junk may be turned away, and ought to be."""
    junk = dataclasses.replace(make_hook(429), defect="no signature")

    assert arriving.not_so(make_stage(make_hook(), junk, hook=make_hook()), Fate.AWAY) == ()


def test_a_genuine_webhook_that_was_turned_away_is_a_failure(
    make_stage: Callable[..., Any], make_hook: Callable[..., Hook]
) -> None:
    """Whichever of the story's it was."""
    stage = make_stage(make_hook(), make_hook(429), hook=make_hook())

    with pytest.raises(Nonconformance, match="1 of 2 turned away"):
        arriving.not_so(stage, Fate.AWAY)


def test_the_latest_webhook_is_looked_at_for_redirects(
    make_stage: Callable[..., Any], make_hook: Callable[..., Hook]
) -> None:
    """It is the one whose connection the story is about."""
    hook = dataclasses.replace(make_hook(405), hops=((302, "http://x/other"),))

    with pytest.raises(Nonconformance, match="302 to http://x/other"):
        arriving.not_so(make_stage(hook=hook), Fate.ELSEWHERE)


@pytest.mark.parametrize("fate", Fate)
def test_without_a_webhook_no_fate_is_known(make_stage: Callable[..., Any], fate: Fate) -> None:
    """What never came was not turned away."""
    with pytest.raises(ControlFailed, match="made no webhook"):
        arriving.not_so(make_stage(), fate)
