"""A step is looked up once for each of its texts, and only as long as a specification is played."""

from __future__ import annotations

import dataclasses
from importlib import import_module
from typing import Any

import pytest

from nango_conformance.step_lookup import LOOKUP, remembered


@dataclasses.dataclass
class Step:
    """What a lookup goes by."""

    type: str
    name: str


def test_the_same_step_is_looked_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A step of the same words and another kind is another step."""
    asked: list[Step] = []

    def lookup(step: Step, **_where: Any) -> Any:
        asked.append(step)
        yield f"{step.type} {step.name}"

    scenario = import_module("pytest_bdd.scenario")
    monkeypatch.setattr(scenario, LOOKUP, lookup)
    steps = [Step("given", "a"), Step("when", "a"), Step("given", "a"), Step("given", "b")]
    with remembered():
        found = [
            tuple(getattr(scenario, LOOKUP)(step=step, fixturemanager=None, node=number))
            for number, step in enumerate(steps)
        ]

    assert found == [("given a",), ("when a",), ("given a",), ("given b",)]
    assert asked == [steps[0], steps[1], steps[3]]
    assert getattr(scenario, LOOKUP) is lookup


def test_a_pytest_bdd_that_looks_up_otherwise_is_left_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing is put where nobody looks."""
    scenario = import_module("pytest_bdd.scenario")
    monkeypatch.delattr(scenario, LOOKUP)
    with remembered():
        assert not hasattr(scenario, LOOKUP)


def test_this_pytest_bdd_looks_up_so() -> None:
    """Otherwise nothing would be remembered."""
    assert hasattr(import_module("pytest_bdd.scenario"), LOOKUP)
