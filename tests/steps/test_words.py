"""A phrase has room for the words of a closed list, and for nothing else."""

from __future__ import annotations

import inspect
from enum import StrEnum
from typing import Any, Final

import pytest

from nango_conformance.driver.cast import NAMES
from nango_conformance.evidence import Account
from steps import words
from steps.words import KINDS, Person, phrase

ENUMS: Final = {
    name: kind
    for name, kind in vars(words).items()
    if inspect.isclass(kind) and issubclass(kind, StrEnum) and kind is not StrEnum
}


def arguments(text: str, line: str) -> dict[str, Any] | None:
    """Return what a phrase reads from a line, None where it does not match."""
    parser = phrase(text)
    return parser.parse_arguments(line) if parser.is_matching(line) else None


def test_every_list_of_words_can_be_used() -> None:
    """What is imported for a phrase is registered under its own name."""
    assert sorted(KINDS) == sorted(ENUMS)


@pytest.mark.parametrize("name", sorted(ENUMS))
def test_every_word_of_a_list_is_read(name: str) -> None:
    """As its member, at the end of a line and in the middle of one; in its own case only."""
    for word in ENUMS[name]:
        assert arguments(f"it is {{x:{name}}}", f"it is {word.swapcase()}") is None
        assert arguments(f"it is {{x:{name}}}", f"it is {word}") == {"x": word}
        found = arguments(f"{{x:{name}}} and {{y:{name}}} are", f"{word} and {word} are")
        assert found == {"x": word, "y": word}
        assert found["x"] is word is found["y"]


@pytest.mark.parametrize("name", sorted(ENUMS))
@pytest.mark.parametrize("wrong", ["", "something else", "{x}", "None"])
def test_any_other_word_does_not_match(name: str, wrong: str) -> None:
    """A typing mistake leaves the line without a step, and the run is refused."""
    assert arguments(f"it is {{x:{name}}}", f"it is {wrong}") is None


@pytest.mark.parametrize("name", sorted(ENUMS))
def test_no_word_swallows_its_surroundings(name: str) -> None:
    """Nothing before, after or inside a word may differ."""
    for word in ENUMS[name]:
        for line in (f"it is {word}!", f"it is not {word}", f"it is {word[1:]}", f"it is  {word}"):
            assert arguments(f"it is {{x:{name}}}", line) is None


def test_the_longer_of_two_words_is_taken() -> None:
    """An account's name may begin with another's."""
    line = f"Ada connects {Account.SECOND_WORKSPACE}"

    assert arguments("{who:Person} connects {what:Account}", line) == {
        "who": Person.ADA,
        "what": Account.SECOND_WORKSPACE,
    }


def test_words_are_text_and_not_patterns() -> None:
    """No word holds a sign that a regular expression would take for something else."""
    for kind in ENUMS.values():
        for word in kind:
            assert not set(word) & set(r".*+?()[]{}|\^$"), word


def test_the_cast_is_the_driver_s() -> None:
    """Whoever a feature can name can be made."""
    assert tuple(Person) == NAMES
