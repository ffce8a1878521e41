"""Passwords inside addresses are known, and an address that everybody reads holds none."""

from __future__ import annotations

import dataclasses
import tomllib
from typing import Any

import pytest

from nango_conformance.errors import UsageError
from nango_conformance.target import (
    Storage,
    Target,
    attached_reference,
    bundled_reference,
    parse_target,
)
from nango_conformance.target.passwords import passwords_in

TEXT = """
schema = 1
[target]
name = "mine"
base_url = "http://127.0.0.1:3000"
[[integration]]
key = "outlook"
nango_id = "outlook"
provider = "microsoft"
[connect]
path = "/connect"
token = "token"
[webhook]
path = "/hook"
"""


def stored(dsn: str) -> Target:
    """Return a target that stores there."""
    return dataclasses.replace(
        bundled_reference(), storage=Storage(tables=("connections",), dsn=dsn)
    )


@pytest.mark.parametrize(
    ("dsn", "found"),
    [
        ("postgresql://u:a%2Fword@db/x", {"a%2Fword", "a/word"}),
        ("postgresql://:word@db/x", {"word"}),
        ("postgresql://u@db/x", set()),
        ("sqlite:////tmp/a:b@c", set()),
    ],
)
def test_the_password_of_an_address_is_found(dsn: str, found: set[str]) -> None:
    """As written and as meant; a path is no password."""
    assert {*passwords_in(stored(dsn))} == found


def test_a_command_may_hold_an_address() -> None:
    """As `run --database` gives the reference one."""
    target = bundled_reference()
    assert target.start is not None
    start: Any = dataclasses.replace(
        target.start, command=(*target.start.command, "--database", "postgresql://u:word@db/x")
    )

    assert {*passwords_in(dataclasses.replace(target, start=start))} == {"word"}


def test_an_address_that_reports_show_holds_no_password() -> None:
    """It is said what to do instead, without repeating it."""
    text = TEXT.replace("127.0.0.1", "ada:word@127.0.0.1")

    with pytest.raises(UsageError, match="every report shows it") as told:
        parse_target(tomllib.loads(text), environ={}, text=text)
    assert "word@" not in str(told.value)
    with pytest.raises(UsageError, match="no password"):
        attached_reference("http://ada:word@127.0.0.1:3000")
