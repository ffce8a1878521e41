"""A selector is followed as JMESPath follows it, or there is no script."""

from __future__ import annotations

import pytest

from nango_conformance.reproduction.selectors import Rows, Unscriptable, place, rows


@pytest.mark.parametrize(
    ("expression", "where"),
    [
        (None, ""),
        ("token", "token"),
        ("data.session.token", "data.session.token"),
        ("items[1].id", "items.1.id"),
    ],
)
def test_a_place_is_its_names_with_dots_between(expression: str | None, where: str) -> None:
    """As `field` of the shell wants it."""
    assert place(expression) == where


@pytest.mark.parametrize(
    "expression",
    ["@", "items[-1].id", '"a.b"', '"0"', '"naïve"', "items[*].id", "length(items)", "a || b"],
)
def test_a_place_that_a_shell_would_not_find_is_none(expression: str) -> None:
    """What never is found would look like what is not there."""
    with pytest.raises(Unscriptable, match="more than a shell can follow"):
        place(expression)


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("@", Rows(at="", many=False)),
        ("connections", Rows(at="connections", many=False)),
        ("connections[0]", Rows(at="connections.0", many=False)),
        ("data.connections[]", Rows(at="data.connections", many=True)),
        ("[*]", Rows(at="", many=True)),
        (
            "connections[?key == '{integration.key}' && kind.name == 'mail']",
            Rows(
                at="connections",
                many=True,
                where={"key": "{integration.key}", "kind.name": "mail"},
            ),
        ),
    ],
)
def test_rows_are_where_they_are_declared(expression: str, found: Rows) -> None:
    """One place, and what the members of a row have to be."""
    assert rows(expression) == found


@pytest.mark.parametrize(
    "expression",
    [
        "connections[-1]",
        "connections[*].link",
        "connections[?a == 'x' || b == 'y']",
        "connections[?a != 'x']",
        "connections[?a == `1`]",
        "connections[?a == 'Zoë']",
        "connections[?a == 'say \"x\"']",
        "connections[?\"a.b\" == 'x']",
        "a[].b[]",
        "sort_by(connections, &at)",
    ],
)
def test_rows_that_a_shell_would_not_find_are_none(expression: str) -> None:
    """No row at all would pass for no active link."""
    with pytest.raises(Unscriptable, match="more than a shell can follow"):
        rows(expression)
