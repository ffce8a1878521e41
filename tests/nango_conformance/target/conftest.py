"""A smallest target file, and what parsing it gives."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping

import pytest

from nango_conformance.target import Target, parse_target

SMALLEST = """\
schema = 1

[target]
name = "mine"

[[integration]]
key = "mail"
nango_id = "outlook"
provider = "microsoft"

[connect]
path = "/connect"
token = "token"

[webhook]
path = "/hook"
"""


@pytest.fixture(scope="session")
def smallest() -> str:
    """Give the least that a target file can say."""
    return SMALLEST


@pytest.fixture(scope="session")
def parse() -> Callable[..., Target]:
    """Give a parser of a target file's text, with an environment of the test's own."""

    def parse_(text: str, environ: Mapping[str, str] | None = None) -> Target:
        return parse_target(
            tomllib.loads(text), environ=environ or {}, text=text, source="mine.toml", folder="/f"
        )

    return parse_
