"""A recorded row that does not fit is seen not to."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fake_nango.recorded.rows import Row, differences, filled, table, tables


@pytest.mark.parametrize(
    ("expected", "seen", "count"),
    [
        ({"a": 1}, {"a": 1}, 0),
        ({"a": 1}, {}, 1),
        ({}, {"a": 1}, 1),
        ({"a": 1}, {"a": True}, 1),
        ({"a": [1, 2]}, {"a": [1]}, 1),
        ({"a": [1, {"b": 2}]}, {"a": [1, {"b": 3}]}, 1),
        ("<int>", 7, 0),
        ("<int>", True, 1),
        ("<int>", "7", 1),
        ("<uuid4>", "6f1b2c3d-0000-4000-8000-000000000000", 0),
        ("<uuid4>", "6f1b2c3d-0000-1000-8000-000000000000", 1),
        ("<ms>", "2026-08-21T10:00:00.000Z", 0),
        ("<ms>", "2026-08-21T10:00:00.000+00:00", 1),
        ("<text>", "", 1),
        (None, "null", 1),
    ],
)
def test_two_values_differ_where_they_do(expected: Any, seen: Any, count: int) -> None:
    """Types count, and so does every member; their order does not."""
    assert len(list(differences(expected, seen))) == count


def test_names_are_put_in_and_what_is_no_name_stays() -> None:
    """A fragment may name another; a pattern with a dollar is left alone."""
    known = {"one": "<$two>", "two": "2"}

    assert filled("$one ${}$ $three", known) == "<2> ${}$ $three"


def test_a_member_that_there_is_not_is_an_error() -> None:
    """A table with a slip of the pen must not compare less than it seems to."""
    with pytest.raises(TypeError):
        Row.of({"says": "x", "ask": "GET /", "anser": "{}"})


@pytest.mark.parametrize("name", tables())
def test_every_row_says_what_came(name: str) -> None:
    """A status alone would be little."""
    for row in table(name):
        ways = (row.answer, row.error, row.issues, row.page, row.text, row.leads)
        assert any(each is not None for each in ways) or row.empty or row.told, row.says
