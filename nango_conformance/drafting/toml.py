"""Values as TOML has them, on one line each."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Final

UNSURE: Final = "# <- an example: change this"
"""What stands behind a value that nobody gave and nothing showed."""


def pair(key: str, value: object, *, unsure: bool = False) -> str:
    """Return a line of a table, marked where the value is no more than an example."""
    return f"{key} = {_value(value)}" + (f"  {UNSURE}" if unsure else "")


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(k)} = {_value(v)}" for k, v in value.items()) + " }"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(_value(each) for each in value) + "]"
    if isinstance(value, bool | int | float):
        # TOML writes these as JSON does.
        return json.dumps(value)
    return quoted(str(value))


def _key(name: str) -> str:
    bare = name.isascii() and name.replace("-", "").replace("_", "").isalnum()
    return name if bare else quoted(name)


def quoted(text: str) -> str:
    """Return a basic string."""
    # JSON's escapes are TOML's, but for the one control character that JSON leaves alone.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
