"""The catalogue is read once, whole, or not at all."""

from __future__ import annotations

from typing import Final

import pytest

from nango_conformance import catalogue

WHOLE: Final = """
[items.01]
title = "An item"
shown_by = "played"
[groups]
11 = "A group"
[checks."NAF-11.1"]
item = "11"
level = "MUST"
essential = true
title = "A title"
source = "s"
why = '''
Two
lines.'''
sends = "s"
wants = "w"
careful = "c"
remedy = "r"
controls = []
observes = ["nango"]
kills = ["D01"]
"""
DEFECTS: Final = '[D01]\ndefect = "d"\ncore = true\ncaught_by = ["NAF-11.1"]\n'


def test_the_catalogue_is_read_once() -> None:
    """Asking again costs nothing."""
    assert catalogue.load() is catalogue.load()


def test_the_lines_of_a_text_are_joined() -> None:
    """How a text is wrapped in the file does not show, and a missing profile is empty."""
    check = catalogue.parse(catalogue=WHOLE, defects=DEFECTS).check("NAF-11.1")

    assert (check.why, check.profile, check.group) == ("Two lines.", "", "A group")


@pytest.mark.parametrize(
    ("goes", "comes", "error"),
    [
        ('level = "MUST"', 'level = "WILL"', ValueError),
        ('observes = ["nango"]', 'observes = ["stars"]', ValueError),
        ('shown_by = "played"', 'shown_by = "magic"', ValueError),
        ('item = "11"', 'item = "21"', KeyError),
        ('wants = "w"', "", TypeError),
        ('wants = "w"', 'wants = "w"\nwonts = "w"', TypeError),
    ],
)
def test_a_damaged_catalogue_is_not_read(goes: str, comes: str, error: type[Exception]) -> None:
    """A field that is missing, unknown or odd stops the program instead of the report."""
    with pytest.raises(error):
        catalogue.parse(catalogue=WHOLE.replace(goes, comes), defects=DEFECTS)
