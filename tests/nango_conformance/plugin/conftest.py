"""A plugin among what it works with: a session, a listener, and scenarios that pytest collected."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from nango_conformance.catalogue import load
from nango_conformance.errors import TargetUnusable
from nango_conformance.evidence import Ledger, Redactor
from nango_conformance.plugin import ConformancePlugin
from nango_conformance.recorder import Told
from nango_conformance.records import FeatureSource
from nango_conformance.target import Nango

SOUND = FeatureSource(uri="features/01.feature", text="@area @other\nFeature: F\n")


@dataclasses.dataclass(slots=True)
class Process:
    """A target that was started, as far as the plugin asks."""

    died: str | None = None
    died_by_itself: bool = False
    stuck: str | None = None
    restarts: int = 0

    def log(self) -> str:
        """Return what it said."""
        return "out of memory"

    def start_again(self) -> None:
        """Live again, or never be ready."""
        self.restarts += 1
        if self.stuck:
            raise TargetUnusable(self.stuck)
        self.died = None


@dataclasses.dataclass(slots=True)
class FakeSession:
    """What lives as long as a run."""

    process: Process | None = None
    gone: str | None = None
    unready: str | None = None
    ledger: Ledger = dataclasses.field(default_factory=lambda: Ledger(Redactor()))
    target: Any = dataclasses.field(
        default_factory=lambda: SimpleNamespace(mode="start", nango=Nango())
    )

    def wait(self) -> None:
        """Be ready, or not."""
        if self.unready:
            raise TargetUnusable(self.unready)

    def unreachable(self) -> str | None:
        """Say that an attached target is gone."""
        return self.gone


@dataclasses.dataclass(slots=True)
class Heard:
    """Whoever listens."""

    total: int | None = None
    ends: list[Told] = dataclasses.field(default_factory=list)

    def begins(self, total: int) -> None:
        """Hear the number."""
        self.total = total

    def ended(self, told: Told) -> None:
        """Hear an end."""
        self.ends.append(told)

    def waits(self, why: str) -> None:
        """Hear of no waiting: nothing waits here."""
        raise AssertionError(why)


@dataclasses.dataclass(slots=True)
class Item:
    """A scenario as pytest collects it."""

    marks: tuple[str, ...]
    nodeid: str = "features::one"
    session: Any = dataclasses.field(default_factory=lambda: SimpleNamespace(shouldstop=False))
    location: tuple[str, int, str] = ("steps/test_features.py", 1, "a scenario")

    def iter_markers(self) -> Iterator[Any]:
        """Yield its tags."""
        return (SimpleNamespace(name=name) for name in self.marks)


@dataclasses.dataclass(slots=True)
class World:
    """A plugin with everything around it."""

    plugin: ConformancePlugin
    session: FakeSession
    heard: Heard

    def item(self, *marks: str) -> Item:
        """Return a scenario with these tags."""
        return Item(marks)


@pytest.fixture
def make() -> Callable[..., World]:
    """Give a maker of worlds: what is selected, the features, how the target is."""

    def make_(
        selected: str = "", feature: FeatureSource = SOUND, process: Any = None, **more: Any
    ) -> World:
        session = FakeSession(process=None if process is None else Process(**process), **more)
        heard, anything = Heard(), session
        fake: Any = anything
        chosen = frozenset(selected.split()) or frozenset(check.id for check in load().checks)
        return World(ConformancePlugin(fake, (feature,), chosen, heard), session, heard)

    return make_
