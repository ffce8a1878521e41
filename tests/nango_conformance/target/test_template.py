"""Placeholders are a closed list; every other brace stands as it is."""

from __future__ import annotations

import pytest

from nango_conformance.errors import UsageError
from nango_conformance.target.template import NAMES, fill, placeholders, unknown


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_name_of_the_list_is_filled(name: str) -> None:
    """More than once in one text, too."""
    text = f"a {{{name}}} b {{{name}}}"

    assert placeholders(text) == (name, name)
    assert unknown(text) == ()
    assert fill(text, {name: "v"}) == "a v b v"


def test_a_template_is_filled_at_any_depth() -> None:
    """Keys, numbers and nothing stay as they are; tuples become lists, as JSON has them."""
    template = {"a": ["{port}", {"b": ("{port}", 1, None, True)}], "{port}": 2}

    assert fill(template, {"port": "80"}) == {
        "a": ["80", {"b": ["80", 1, None, True]}],
        "{port}": 2,
    }


@pytest.mark.parametrize(
    "text", ["{}", "{ port }", "{2,3}", "{Port}", "{unknown}", "rows[?a=='{x}'].{a: b}", "{{a}}"]
)
def test_other_braces_stand_as_they_are(text: str) -> None:
    """JMESPath and regular expressions have braces of their own."""
    assert fill(text, {}) == text
    assert (placeholders(text), unknown(text)) == ((), ())


def test_a_value_is_not_filled_again() -> None:
    """What a person typed as her name is no template."""
    assert fill("{actor.name}", {"actor.name": "{actor.secret}", "actor.secret": "s"}) == (
        "{actor.secret}"
    )


def test_a_name_without_a_value_is_told_with_its_template() -> None:
    """A placeholder that has no value where it is used is a mistake in the file."""
    with pytest.raises(UsageError, match=r"\{actor\.id\} has no value where '\{actor\.id\}'"):
        fill("{actor.id}", {})


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("{actor.nme}", (("actor.nme", "actor.name"),)),
        ("{a.b} {fake.ur}", (("a.b", None), ("fake.ur", "fake.url"))),
        ("{plain}", ()),
    ],
)
def test_a_dotted_name_that_means_nothing_is_a_mistake(
    text: str, wrong: tuple[tuple[str, str | None], ...]
) -> None:
    """With the nearest that does, if one is near."""
    assert unknown(text) == wrong
