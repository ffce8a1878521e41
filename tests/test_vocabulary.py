"""Every line of the specification means exactly one step definition, and none is left over."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import pkgutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, Final, Protocol

import pytest
from gherkin.parser import Parser
from gherkin.pickles.compiler import Compiler
from pytest_bdd import parsers
from pytest_bdd.steps import step_function_context_registry

import features
import steps

FILES: Final = tuple(sorted(Path(features.__file__).parent.glob("*.feature")))
KINDS: Final = {"Context": "given", "Action": "when", "Outcome": "then"}


class Phrase(Protocol):
    """What pytest-bdd asks a step's parser."""

    name: str

    def is_matching(self, name: str) -> bool:
        """Answer whether a line means this phrase."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """One step definition: given, when, then or None for any of them; its phrase; its function."""

    kind: str | None
    phrase: Phrase
    function: Callable[..., object]

    def means(self, line: Line) -> bool:
        """Answer whether pytest-bdd would run this definition for the line."""
        return self.kind in (None, line.kind) and self.phrase.is_matching(line.text)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One step as pytest-bdd runs it: And and But resolved, placeholders filled in."""

    kind: str
    text: str


def lines_of(text: str) -> Iterator[Line]:
    """Yield the steps of a feature file's text, each example of an outline for itself."""
    document: Any = {**Parser().parse(text), "uri": ""}
    for pickle in Compiler().compile(document):
        for step in pickle["steps"]:
            yield Line(kind=KINDS[step["type"]], text=step["text"])


def definitions(package: ModuleType) -> list[Definition]:
    """Return the step definitions in a package's modules, each as pytest-bdd keeps it."""
    modules = {
        name: importlib.import_module(name)
        for _, name, _ in pkgutil.walk_packages(package.__path__, prefix=f"{package.__name__}.")
        if not name.rpartition(".")[2].startswith(("test_", "conftest"))
    }
    return [
        Definition(kind=one.type, phrase=one.parser, function=one.step_func)
        for one in list(step_function_context_registry.values())
        # A module that some other test imported a second time leaves its definitions behind.
        if getattr(modules.get(one.step_func.__module__), one.step_func.__name__, None)
        is one.step_func
    ]


def problems(lines: Sequence[Line], known: Sequence[Definition]) -> list[str]:
    """Return what is wrong between the lines of features and the definitions of steps."""
    found: list[str] = []
    used: Counter[int] = Counter()
    for line in dict.fromkeys(lines):
        meant = [number for number, one in enumerate(known) if one.means(line)]
        used.update(meant)
        if len(meant) != 1:
            names = [known[number].function.__name__ for number in meant]
            found.append(f"{line.kind} {line.text!r} means {len(meant)} definitions {names}")
    for number, one in enumerate(known):
        if not used[number]:
            found.append(f"{one.phrase.name!r} is never said")
        if inspect.iscoroutinefunction(one.function) or inspect.isasyncgenfunction(one.function):
            found.append(f"{one.function.__name__} is async: pytest-bdd would not wait for it")
    return found


def connects() -> None:
    """Stand for the function of a step."""


async def connects_later() -> None:
    """Stand for the function of a step that pytest-bdd would call and never await."""


async def connects_bit_by_bit() -> Any:
    """Stand for a step with a fixture's shape, which pytest-bdd would not await either."""
    yield


def a_definition(
    phrase: str = "{who} connects",
    kind: str | None = "when",
    function: Callable[..., object] = connects,
) -> Definition:
    """Return a planted definition."""
    return Definition(kind=kind, phrase=parsers.parse(phrase), function=function)


ADA_CONNECTS: Final = Line(kind="when", text="Ada connects")


def test_a_line_with_one_definition_is_no_problem() -> None:
    """The material that the mistakes are planted into is itself clean."""
    assert problems([ADA_CONNECTS], [a_definition()]) == []


def test_a_line_without_a_definition_is_found() -> None:
    """A misspelt step is named, with its kind."""
    found = problems([ADA_CONNECTS, Line(kind="when", text="Ada conects")], [a_definition()])

    assert found == ["when 'Ada conects' means 0 definitions []"]


def test_a_line_of_another_kind_has_no_definition() -> None:
    """A When is no Given, whatever it says."""
    found = problems([ADA_CONNECTS], [a_definition(kind="given")])

    assert "when 'Ada connects' means 0 definitions []" in found


@pytest.mark.parametrize("kind", ["when", None])
def test_an_ambiguous_line_is_found(kind: str | None) -> None:
    """Two definitions for one line are an error, though pytest-bdd would take one in silence."""
    found = problems([ADA_CONNECTS], [a_definition(), a_definition("Ada {does}", kind)])

    assert found == ["when 'Ada connects' means 2 definitions ['connects', 'connects']"]


def test_an_unused_definition_is_found() -> None:
    """A phrase that no feature says is dead code."""
    found = problems([ADA_CONNECTS], [a_definition(), a_definition("{who} leaves")])

    assert found == ["'{who} leaves' is never said"]


@pytest.mark.parametrize("function", [connects_later, connects_bit_by_bit])
def test_an_async_step_is_found(function: Callable[..., object]) -> None:
    """An async step never runs under pytest-bdd, and its scenario would pass."""
    found = problems([ADA_CONNECTS], [a_definition(function=function)])

    assert found == [f"{function.__name__} is async: pytest-bdd would not wait for it"]


def test_an_outline_is_read_once_for_each_example() -> None:
    """Placeholders are filled in, and And takes the kind of the step before it."""
    text = (
        "Feature: f\n Rule: r\n  Scenario Outline: s\n   Given Ada\n   And <who>\n"
        "   When Ada sees\n   Examples: e\n    | who |\n    | Grace |\n    | Mallory |\n"
    )

    said = [f"{line.kind} {line.text}" for line in lines_of(text)]

    assert said == [
        *("given Ada", "given Grace", "when Ada sees"),
        *("given Ada", "given Mallory", "when Ada sees"),
    ]


def test_the_definitions_of_a_package_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every decorator counts, the modules that bind or configure are left alone."""
    folder = tmp_path / "planted_steps"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "test_bound.py").write_text("raise RuntimeError", "utf-8")
    (folder / "said.py").write_text(
        "from pytest_bdd import given, when\n"
        "@given('Ada has connected')\n@when('Ada connects')\ndef connects(): ...\n",
        "utf-8",
    )
    monkeypatch.syspath_prepend(tmp_path)

    found = definitions(importlib.import_module("planted_steps"))

    assert sorted((one.kind, one.phrase.name, one.function.__name__) for one in found) == [
        ("given", "Ada has connected", "connects"),
        ("when", "Ada connects", "connects"),
    ]


def test_every_line_means_exactly_one_definition_and_every_definition_is_used() -> None:
    """The vocabulary is closed: nothing is undefined, ambiguous, unused or async."""
    said = [line for path in FILES for line in lines_of(path.read_text("utf-8"))]

    assert problems(said, definitions(steps)) == []
