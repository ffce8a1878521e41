"""The specification obeys its own rules, and each rule is shown to bite on a planted mistake."""

from __future__ import annotations

import dataclasses
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pytest
from gherkin.parser import Parser
from pytest_bdd.feature import get_feature

import features
from nango_conformance import catalogue

FOLDER: Final = Path(features.__file__).parent
FILES: Final = tuple(sorted(FOLDER.glob("*.feature")))

PLANTED: Final = Path(__file__).parent / "planted"
SOUND: Final = (PLANTED / "sound.feature").read_text("utf-8")
MISTAKES: Final = tomllib.loads((PLANTED / "mistakes.toml").read_text("utf-8"))

MOST_LINES: Final = 120
MOST_COLUMNS: Final = 100
MOST_STEPS: Final = 6
MOST_BACKGROUND_STEPS: Final = 2
MOST_WHY_LINES: Final = 3

LEVELS: Final = tuple(f"@{level.lower()}" for level in catalogue.Level)
# pytest-bdd turns a tag into a mark: these would skip a check, or hide that it is missing.
FORBIDDEN_TAGS: Final = (
    *("@skip", "@skipif", "@xfail", "@wip", "@todo", "@flaky", "@slow"),
    *("@parametrize", "@usefixtures"),
)
UNITS: Final = r"ms|s|sec|secs|seconds?|milliseconds?|min|mins|minutes?|h|hours?|days?"
WORDING: Final[Mapping[str, re.Pattern[str]]] = {
    "a time on the clock": re.compile(rf"\d\s*({UNITS})\b"),
    "a path": re.compile(r"(?<![\w.])/\w"),
    "a status number": re.compile(r"\b[1-5]\d\d\b"),
    "a brace": re.compile(r"[{}]"),
    "a header's name": re.compile(
        r"\bX-[A-Z]\w+|Content-Type|Set-Cookie|Retry-After|Cache-Control|User-Agent", re.IGNORECASE
    ),
    "an HTTP verb": re.compile(r"\b(GET|POST|PUT|PATCH|DELETE)\b"),
    "the word of a test": re.compile(r"\b(should|verif\w*|tests?|tested)\b", re.IGNORECASE),
    "an I": re.compile(r"\bI\b"),
}
TITLE: Final = re.compile(r"^\s*(Feature|Rule|Scenario|Scenario Outline|Examples):")
TITLE_WORDS: Final = re.compile(r"\b(checks?|checked|correctly|properly)\b", re.IGNORECASE)
PLACEHOLDER: Final = re.compile(r"<([^<>]+)>")

# A node of the Gherkin tree. What its keys are is gherkin-official's affair, and only this
# module's private functions ask.
Node = Mapping[str, Any]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Specification:
    """One feature file: its lines, and the parts of its tree that the rules speak of."""

    lines: tuple[str, ...]
    feature: Node
    rules: tuple[Node, ...]
    strays: tuple[Node, ...]

    @property
    def scenarios(self) -> Iterator[Node]:
        """Every scenario of the file, in its order."""
        yield from self.strays
        for rule in self.rules:
            yield from _children(rule, "scenario")


def _children(node: Node, kind: str) -> tuple[Node, ...]:
    return tuple(child[kind] for child in node["children"] if kind in child)


def _tags(node: Node) -> list[str]:
    return [tag["name"] for tag in node["tags"]]


def read(text: str) -> Specification:
    """Return the parts of a feature file's text."""
    feature = Parser().parse(text)["feature"]
    return Specification(
        lines=tuple(text.splitlines()),
        feature=feature,
        rules=_children(feature, "rule"),
        strays=_children(feature, "scenario"),
    )


def _shape(spec: Specification) -> Iterator[str]:
    for scenario in spec.strays:
        yield f"{scenario['name']!r} stands outside every Rule"
    for rule in spec.rules:
        if not _children(rule, "scenario"):
            yield f"Rule {rule['name']!r} has no scenario"
        if not 1 <= len(rule["description"].strip().splitlines()) <= MOST_WHY_LINES:
            yield f"Rule {rule['name']!r} does not say why in at most {MOST_WHY_LINES} lines"
    for node in (spec.feature, *spec.rules):
        for background in _children(node, "background"):
            if len(background["steps"]) > MOST_BACKGROUND_STEPS:
                yield f"the Background of {node['name']!r} is too long"


def _tagging(spec: Specification) -> Iterator[str]:
    area = _tags(spec.feature)
    if len(area) != 1 or not re.fullmatch(r"@[a-z]+(-[a-z]+)*", area[0]):
        yield "the Feature has not exactly one area tag"
    for rule in spec.rules:
        id_, level, *rest = [*_tags(rule), "", ""][: max(2, len(_tags(rule)))]
        if not re.fullmatch(r"@NAF-\d\d\.\d{1,2}", id_):
            yield f"Rule {rule['name']!r} does not begin with the id of a check"
        if level not in LEVELS:
            yield f"Rule {rule['name']!r} has no level after its id"
        if rest not in ([], ["@essential"], ["@load"]):
            yield f"Rule {rule['name']!r} has a tag too many"
    for scenario in spec.scenarios:
        if _tags(scenario) or any(_tags(table) for table in scenario["examples"]):
            yield f"{scenario['name']!r} has tags of its own"
    everywhere = {tag for node in (spec.feature, *spec.rules) for tag in _tags(node)}
    everywhere |= {tag for scenario in spec.scenarios for tag in _tags(scenario)}
    for tag in sorted(everywhere.intersection(FORBIDDEN_TAGS)):
        yield f"{tag} acts as a mark of pytest"


def _naming(spec: Specification) -> Iterator[str]:
    for name, times in Counter(scenario["name"] for scenario in spec.scenarios).items():
        if times > 1:
            yield f"{times} scenarios are called {name!r}: pytest-bdd would run only the last"
        if not name:
            yield "a scenario has no name"


def _kinds(scenario: Node) -> list[str]:
    """Return Context, Action or Outcome for each step, And and But taking after their elders."""
    kinds: list[str] = []
    for step in scenario["steps"]:
        kind = step["keywordType"]
        kinds.append(kinds[-1] if kind == "Conjunction" and kinds else kind)
    return kinds


def _story(spec: Specification) -> Iterator[str]:
    order = ["Context", "Action", "Outcome"]
    for scenario in spec.scenarios:
        name, kinds = scenario["name"], _kinds(scenario)
        if kinds.count("Action") != 1:
            yield f"{name!r} has {kinds.count('Action')} When steps"
        if "Outcome" not in kinds:
            yield f"{name!r} has no Then"
        if any(kind not in order for kind in kinds) or kinds != sorted(kinds, key=order.index):
            yield f"{name!r} does not go Given, When, Then"
        if len(kinds) > MOST_STEPS:
            yield f"{name!r} has {len(kinds)} steps"
        last = scenario["steps"][-1]["text"] if kinds else ""
        if kinds and kinds[-1] == "Outcome" and re.search(r"\brefuses\b", last):
            yield f"{name!r} ends with a refusal and does not say what remains"
        if any("docString" in step for step in scenario["steps"]):
            yield f"{name!r} has a doc string"


def _outlines(spec: Specification) -> Iterator[str]:
    for scenario in spec.scenarios:
        name, tables = scenario["name"], scenario["examples"]
        used = set(PLACEHOLDER.findall(" ".join(step["text"] for step in scenario["steps"])))
        columns = {
            cell["value"]
            for table in tables
            for cell in table.get("tableHeader", {"cells": []})["cells"]
        }
        if used != columns:
            yield f"{name!r} uses {sorted(used)} and its Examples have {sorted(columns)}"
        if len(columns) > 1:
            yield f"{name!r} varies more than one thing"
        if "Outline" in scenario["keyword"] and not any(table["tableBody"] for table in tables):
            yield f"{name!r} has no example and would never run"
        if any(not table["name"] for table in tables):
            yield f"{name!r} has Examples that do not say what they share"


def _layout(spec: Specification) -> Iterator[str]:
    if len(spec.lines) > MOST_LINES:
        yield f"{len(spec.lines)} lines are too many for one file"
    for number, line in enumerate(spec.lines, start=1):
        if len(line) > MOST_COLUMNS:
            yield f"line {number} is too wide"


def _wording(spec: Specification) -> Iterator[str]:
    for number, line in enumerate(spec.lines, start=1):
        if line.lstrip().startswith("@"):
            continue
        for what, pattern in WORDING.items():
            if pattern.search(line):
                yield f"line {number} has {what}"
        if TITLE.match(line) and TITLE_WORDS.search(line):
            yield f"line {number} is a title with the word of a test"


RULES: Final[tuple[Callable[[Specification], Iterator[str]], ...]] = (
    _shape,
    _tagging,
    _naming,
    _story,
    _outlines,
    _layout,
    _wording,
)


def problems(text: str) -> list[str]:
    """Return what a feature file's text does against the rules, in words."""
    spec = read(text)
    return [problem for rule in RULES for problem in rule(spec)]


def test_a_feature_that_keeps_the_rules_has_no_problem() -> None:
    """The text that the mistakes are planted into is itself clean."""
    assert problems(SOUND) == []


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_planted_mistake_is_found(mistake: str) -> None:
    """Each rule bites: the same text with one mistake in it has the problem that belongs to it."""
    goes, comes, expected = MISTAKES[mistake]
    assert goes in SOUND

    found = problems(SOUND.replace(goes, comes, 1))

    assert [problem for problem in found if expected in problem], found


@pytest.mark.parametrize("tag", FORBIDDEN_TAGS)
def test_a_tag_that_is_a_mark_of_pytest_is_found(tag: str) -> None:
    """No Rule, Feature or scenario can be skipped, or made to fail silently, by a tag."""
    for place in ("@webhook", "@NAF-06.1"):
        found = problems(SOUND.replace(place, f"{tag} {place}"))

        assert f"{tag} acts as a mark of pytest" in found


def test_a_long_file_and_a_wide_line_are_found() -> None:
    """Both limits of the layout hold, each just past its last good value."""
    lines = len(SOUND.splitlines())

    assert problems(SOUND + "\n" * (MOST_LINES - lines)) == []
    assert problems(SOUND + "\n" * (MOST_LINES - lines + 1)) == [
        "121 lines are too many for one file"
    ]
    assert problems(SOUND.replace("It is", f"{'It is':.<{MOST_COLUMNS}}")) == ["line 3 is too wide"]


def test_there_is_a_specification() -> None:
    """The folder has features, so that the tests below speak of something."""
    assert len(FILES) > 0


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_feature_keeps_the_rules(path: Path) -> None:
    """Every feature file is what this module's first sentence says."""
    assert problems(path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_feature_is_one_group_and_named_after_it(path: Path) -> None:
    """The number of the file is its checks' group, and its other words are its area tag."""
    number, _, area = path.stem.partition("_")
    spec = read(path.read_text("utf-8"))

    groups = {_tags(rule)[0][5:7] for rule in spec.rules}

    assert groups == {number}
    assert _tags(spec.feature) == ["@" + area.replace("_", "-")]


def test_a_check_has_one_rule() -> None:
    """No id of a check stands above two Rules, in whatever files."""
    rules = [rule for path in FILES for rule in read(path.read_text("utf-8")).rules]

    ids = Counter(_tags(rule)[0] for rule in rules)

    assert [id_ for id_, times in ids.items() if times > 1] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_pytest_bdd_loses_no_scenario(path: Path) -> None:
    """What pytest-bdd would run is every scenario that the file has, under its Rules or not."""
    written = [scenario["name"] for scenario in read(path.read_text("utf-8")).scenarios]

    run = list(get_feature(str(FOLDER), path.name).scenarios)

    assert run == written
