"""A script has every function that it needs, and no others."""

from __future__ import annotations

import re

import pytest

from nango_conformance.reproduction.blocks import blocks, needed
from tests.nango_conformance.reproduction.shells import SCRIPTS


def names(text: str) -> list[str]:
    """Return the functions that a text needs, in the order in which they stand in a script."""
    return re.findall(
        r"^(\w+)\(\)", "\n".join(needed(text, {"own": "own() { quoted x; }"})), re.MULTILINE
    )


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("say x", ["say"]),
        ("  if ! accepted 200 ''; then put a b; fi", ["put", "accepted"]),
        ("x=$(quoted y) && plain z", ["plain", "letter", "quoted"]),
        ("own", ["own", "quoted"]),
        ("# quoted is no call here", []),
        ("said=1 quoted_or_not x", []),
    ],
)
def test_what_is_called_is_needed_and_what_that_calls(text: str, wanted: list[str]) -> None:
    """A word where a command stands is a call; a comment and an assignment are none."""
    assert names(text) == wanted


def test_what_is_handed_on_to_be_run_is_needed_as_well() -> None:
    """Nothing calls it by its name where it stands."""
    assert "one_active" in names("await ada_main 5 one_active x")
    assert "send_unsigned" in names("instead ada_main send_unsigned")


def test_every_function_is_of_use_to_some_script() -> None:
    """What nobody calls is left over."""
    scripts = SCRIPTS.values()

    unused = [n for n, text in blocks().items() if not any(text in one for one in scripts)]
    assert unused == []
