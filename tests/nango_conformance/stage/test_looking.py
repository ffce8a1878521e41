"""Links are looked at when what makes them active, or takes them back, is through."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from nango_conformance.driver.cast import Person
from nango_conformance.errors import Nonconformance
from nango_conformance.evidence import Link, LinkState, Reading
from nango_conformance.expectations import links
from nango_conformance.stage import looking


def reading(state: LinkState) -> Reading:
    """Return one link in a state."""
    link = Link(state=state, said=state.value, connection_id="c-1", row_id=None)
    return Reading(links=(link,), exchange="E0001")


@dataclasses.dataclass(slots=True)
class Target:
    """A backend whose link is in one state until all is quiet, and in another from then on."""

    early: LinkState
    late: LinkState
    story: list[str] = dataclasses.field(default_factory=list)

    def read(self, _person: Person, _values: dict[str, str]) -> Reading:
        """Show the link as it is now."""
        now = self.late if "settled" in self.story else self.early
        self.story.append(now.value)
        return reading(now)

    def settle(self) -> None:
        """Let everything that is on its way arrive."""
        self.story.append("settled")


@pytest.fixture
def stage() -> Callable[[Target], Any]:
    """Give a maker of stages with nothing but this target on them."""

    def make(target: Target) -> Any:
        return SimpleNamespace(
            read=target.read,
            nango=target,
            cast=SimpleNamespace(person=lambda _: None),
            attempt=lambda *_: SimpleNamespace(values={}, patience=lambda limit_s: limit_s),
            target=SimpleNamespace(limits=SimpleNamespace(activation_s=0)),
        )

    return make


def test_what_falls_back_after_the_first_sync_is_seen(stage: Callable[[Target], Any]) -> None:
    """All is quiet between the first active reading and the three that follow (NAF-08.1)."""
    target = Target(early=LinkState.ACTIVE, late=LinkState.BROKEN)

    readings, took = looking.activation(stage(target), "Ada")

    assert target.story == ["active", "settled", "broken", "broken", "broken"]
    assert len(readings) == 1 + looking.FURTHER_READINGS
    with pytest.raises(Nonconformance, match="an active link within 5 s"):
        links.stays_active(readings, took, 5)


def test_what_stays_active_is_active_in_every_reading(stage: Callable[[Target], Any]) -> None:
    """The time that all took to come to rest is none that the link took."""
    target = Target(early=LinkState.ACTIVE, late=LinkState.ACTIVE)

    readings, took = looking.activation(stage(target), "Ada")

    assert readings == (reading(LinkState.ACTIVE),) * 4
    assert links.stays_active(readings, took, 5) == ()


def test_what_is_active_too_late_was_not_in_time(stage: Callable[[Target], Any]) -> None:
    """The reading at the end of the time counts, not those after it."""
    target = Target(early=LinkState.PENDING, late=LinkState.ACTIVE)

    readings, took = looking.activation(stage(target), "Ada")

    assert [one.links[0].state for one in readings] == [LinkState.PENDING, *[LinkState.ACTIVE] * 3]
    with pytest.raises(Nonconformance):
        links.stays_active(readings, took, 5)
