"""A specification that would not run as written is refused, and each way is named."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any, Final

import pytest

from nango_conformance.guards import HIDING_TAGS, Matcher, specification_problems
from nango_conformance.playing import feature_sources
from nango_conformance.records import FeatureSource


def _step() -> None:
    """Be a step."""


def matcher(text: str, keyword: str | None = None, function: Any = _step) -> Matcher:
    """Return a step definition that matches one text."""
    return keyword, text.__eq__, function


STEPS: Final = (matcher("a", "given"), matcher("b", "when"), matcher("c", "then"), matcher("any"))

SOUND: Final = """\
@area
Feature: F
  Background:
    Given any
  Rule: R
    @NAF-01.1
    Scenario: One
      Given a
      And any
      When b
      Then c
      But any
    Scenario Outline: Rows <x>
      Given <x>
      Examples:
        | x   |
        | a   |
        | any |
"""


def problems(*texts: str, steps: tuple[Matcher, ...] = STEPS) -> tuple[str, ...]:
    """Return what is wrong with some features."""
    features = [FeatureSource(uri=f"f{n}.feature", text=text) for n, text in enumerate(texts)]
    return specification_problems(features, steps)


def test_a_sound_specification_has_no_problem() -> None:
    """Rows of one outline are no twins, and two features may use one name."""
    assert problems(SOUND, SOUND) == ()
    assert problems() == ()


@pytest.mark.parametrize(
    "second",
    ["Scenario: One", "@NAF-01.2\n    Scenario: One", "Rule: S\n    Scenario: One"],
)
def test_twins_are_refused(second: str) -> None:
    """Two scenarios of one name in one feature, under different Rules too: one would vanish."""
    text = f"{SOUND}    {second}\n      Given a\n"

    assert problems(text) == ("f0.feature: 2 scenarios are called 'One'; all but one would vanish",)


def test_twin_outlines_are_refused() -> None:
    """An outline is one scenario, however many rows it has and whatever fills its name."""
    outline = SOUND[SOUND.index("    Scenario Outline") :].replace("| a   |", "| any |")

    assert problems(SOUND + outline) == (
        "f0.feature: 2 scenarios are called 'Rows <x>'; all but one would vanish",
    )


def test_all_of_one_name_are_counted() -> None:
    """A third vanishes like the second, and the scenario of an outline's name is its twin."""
    third = "    Scenario: One\n      Given a\n"
    row = "    Scenario: Rows <x>\n      Given a\n"

    assert problems(SOUND + third + third + row) == (
        "f0.feature: 3 scenarios are called 'One'; all but one would vanish",
        "f0.feature: 2 scenarios are called 'Rows <x>'; all but one would vanish",
    )


@pytest.mark.parametrize("tag", sorted(HIDING_TAGS))
@pytest.mark.parametrize("place", ["@area", "@NAF-01.1"])
def test_tags_that_hide_are_refused(tag: str, place: str) -> None:
    """On a scenario, or inherited from above it."""
    assert problems(SOUND.replace(place, f"{place} {tag}")) == (
        f"f0.feature: the tag {tag} would hide a scenario",
    )


@pytest.mark.parametrize("tag", ["@must", "@essential", "@skipping", "@NAF-01.2", "@Skip"])
def test_other_tags_are_none_of_it(tag: str) -> None:
    """The plugin knows the rest, and pytest refuses what it does not."""
    assert problems(SOUND.replace("@area", tag)) == ()


@pytest.mark.parametrize("text", ["d", "A", "a ", "a b"])
def test_a_step_that_nothing_matches_is_refused(text: str) -> None:
    """It would be undefined in the middle of a scenario."""
    found = problems(SOUND.replace("Given a\n", f"Given {text}x\n"))

    assert found == (f"f0.feature: no step definition matches {text + 'x'!r}",)


def test_a_step_of_another_keyword_does_not_match() -> None:
    """A then is no given, after an And neither; a definition without keyword is all three."""
    assert problems(SOUND.replace("Given a\n", "Given c\n")) == (
        "f0.feature: no step definition matches 'c'",
    )
    assert problems(SOUND.replace("But any", "And a")) == (
        "f0.feature: no step definition matches 'a'",
    )


@pytest.mark.parametrize("more", [matcher("a", "given"), matcher("a")])
def test_an_ambiguous_step_is_refused(more: Matcher) -> None:
    """One of the two would win, and nobody would know which."""
    assert problems(SOUND, steps=(*STEPS, more)) == ("f0.feature: 2 definitions match 'a'",)


def test_a_definition_of_another_keyword_is_no_second() -> None:
    """A phrase may be a given and a when."""
    assert problems(SOUND, steps=(*STEPS, matcher("a", "when"))) == ()


async def _coroutine() -> None:
    """Be a step that would not run."""


async def _generator() -> AsyncIterator[None]:
    """Be another."""
    yield


@pytest.mark.parametrize("function", [_coroutine, _generator])
def test_an_asynchronous_step_is_refused(function: Callable[..., Any]) -> None:
    """Used or not: pytest-bdd would call it and never await it."""
    (found,) = problems(SOUND, steps=(*STEPS, matcher("unused", None, function)))

    assert found.endswith(f".{function.__name__} is an asynchronous step: it would not run")


def test_all_problems_are_told_at_once_and_each_once() -> None:
    """In the order of the features, and the steps' own last."""
    text = SOUND.replace("@area", "@skip") + "    Scenario: One\n      Given d\n      And d\n"

    assert problems(text, steps=(*STEPS, matcher("u", None, _coroutine))) == (
        "f0.feature: 2 scenarios are called 'One'; all but one would vanish",
        "f0.feature: the tag @skip would hide a scenario",
        "f0.feature: no step definition matches 'd'",
        f"{__name__}._coroutine is an asynchronous step: it would not run",
    )


def test_the_packaged_specification_is_checked_against_its_own_steps() -> None:
    """Without steps every line of it is a problem, so that the guard does look at it."""
    assert all(
        "no step definition matches" in one for one in specification_problems(feature_sources(), ())
    )
    assert specification_problems(feature_sources(), ())
