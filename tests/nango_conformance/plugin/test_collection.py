"""The plugin refuses, selects and orders what pytest collected, before anything runs."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from nango_conformance.catalogue import load
from nango_conformance.plugin import LAST, check_of, step_definitions
from nango_conformance.records import FeatureSource
from nango_conformance.target.guard import WEIGHTY

Make = Callable[..., Any]


def collected(world: Any, *checks: str) -> list[str]:
    """Return the checks that the plugin keeps of what was collected, in its order."""
    items = [world.item("must", check) for check in checks]
    world.plugin.pytest_collection_modifyitems(items)
    return [check_of(item) for item in items]


def test_the_catalogue_s_order_and_what_is_judged_last(make: Make) -> None:
    """Numbers are numbers, and the leaks are looked for when all has run."""
    world = make()

    order = collected(
        world, "NAF-15.1", "NAF-11.10", "NAF-11.2", "NAF-20.1", "NAF-01.1", "NAF-11.2"
    )

    assert order == ["NAF-01.1", "NAF-11.2", "NAF-11.2", "NAF-11.10", "NAF-20.1", "NAF-15.1"]
    assert world.heard.total == 6


def test_only_what_was_selected_is_kept(make: Make) -> None:
    """And what could have been is remembered: a check without scenarios is told apart."""
    world = make("NAF-01.1 NAF-02.1")

    assert collected(world, "NAF-06.1", "NAF-01.1") == ["NAF-01.1"]
    assert world.plugin.built == {"NAF-06.1", "NAF-01.1"}
    assert world.heard.total == 1


def test_a_target_that_is_never_ready_is_asked_nothing(make: Make) -> None:
    """Nothing runs, and the reason is the run's fault."""
    world = make(unready="the target was not ready")

    assert collected(world, "NAF-01.1") == []
    assert (world.plugin.fault, world.heard.total) == ("the target was not ready", 0)


def test_a_specification_that_would_not_run_as_written_is_refused(make: Make) -> None:
    """Before anything is selected from it."""
    twins = "@a\nFeature: F\n  Scenario: S\n    Given x\n  Scenario: S\n    Given x\n"
    world = make(feature=FeatureSource(uri="features/x.feature", text=twins))

    with pytest.raises(pytest.UsageError, match="2 scenarios are called 'S'; all but one"):
        collected(world, "NAF-01.1")

    assert world.heard.total is None


def test_every_tag_of_the_specification_is_known(make: Make) -> None:
    """Levels, checks and areas; with strict markers any other is a mistake."""
    lines: list[str] = []
    config: Any = SimpleNamespace(addinivalue_line=lambda _, line: lines.append(line))

    make().plugin.pytest_configure(config)

    names = {line.partition(":")[0] for line in lines}
    assert {"must", "should", "may", "essential", "area", "other", "NAF-01.1"} <= names
    assert len(names) == 6 + len(WEIGHTY) + len(load().checks)


def test_pytest_bdd_s_own_steps_are_not_ours() -> None:
    """Its debugging step is no vocabulary."""
    assert not [f for _, _, f in step_definitions() if f.__module__.startswith("pytest_bdd")]


def test_what_is_judged_last_exists() -> None:
    """The rule names checks of the catalogue."""
    assert any(check.id.startswith(LAST) for check in load().checks)
