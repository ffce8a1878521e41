"""Webhooks are held back where the target takes only so many in a minute."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from fake_nango.client import Control
from nango_conformance.driver import pace as module
from nango_conformance.driver.pace import MOST_ATTEMPTS, WINDOW_S, Pace


@dataclass(slots=True)
class Page:
    """A page of a journal."""

    mark: int
    events: list[int]


@dataclass(slots=True)
class World:
    """A fake that delivers what is made, a clock that moves when somebody waits, an ear."""

    now: float = 100.0
    delivered: int = 0
    asked: int = 0
    said: list[str] = field(default_factory=list)

    def journal(self, since: int, kinds: tuple[str, ...]) -> Page:
        """Return the attempts since a mark."""
        assert kinds == ("delivery",)
        self.asked += 1
        return Page(mark=self.delivered, events=list(range(max(since, 0), self.delivered)))

    def clock(self) -> float:
        """Return the time."""
        return self.now


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """Give a world in which waiting takes no time of ours."""
    world = World()

    def until(read: Any, good: Any, timeout_s: float) -> Any:
        deadline = world.now + timeout_s
        while not good(read()) and world.now < deadline:
            world.now += 1.0
        return read()

    monkeypatch.setattr(module, "until", until)
    return world


def pace(world: World, per_minute: int, *, alone: bool = True) -> Pace:
    """Return a pace in that world."""
    control = cast("Control", world)
    return Pace(control, per_minute, say=world.said.append, clock=world.clock, alone=alone)


def test_no_minute_has_more_than_the_limit(world: World) -> None:
    """But for the repeat of the last: here each of them is attempted twice."""
    held, moments = pace(world, 10), []

    for _ in range(20):
        held.make_room()
        moments += [world.now, world.now]
        world.delivered += 2

    for moment in moments:
        assert sum(moment - WINDOW_S < other <= moment for other in moments) <= 10 + 1
    assert world.said == ["waiting: the target takes 10 webhooks a minute"] * 3


def test_below_the_limit_nobody_looks_or_waits(world: World) -> None:
    """The usual target takes more than a run sends."""
    held = pace(world, 600)

    for _ in range(600 // MOST_ATTEMPTS):
        held.make_room()

    assert (world.asked, world.said) == (0, [])


def test_what_is_long_ago_does_not_count(world: World) -> None:
    """A minute later there is room again, without a word."""
    held = pace(world, 3)
    for _ in range(3):
        held.make_room()
        world.delivered += 1
    held.make_room()
    assert len(world.said) == 1

    world.now += WINDOW_S + 1
    held.make_room()

    assert len(world.said) == 1


def test_what_others_send_counts_too(world: World) -> None:
    """Who is not alone looks every time: the room may have been taken meanwhile."""
    held = pace(world, 100, alone=False)

    held.make_room()
    world.delivered += 100
    held.make_room()

    assert world.asked > 1
    assert world.now >= 100.0 + WINDOW_S
    assert world.said == ["waiting: the target takes 100 webhooks a minute"]
