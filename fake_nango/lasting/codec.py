"""Values as text and back: what is written can be read again, member by member."""

from __future__ import annotations

import json
from typing import Any, TypeVar

from cattrs.preconf.json import make_converter

Value = TypeVar("Value")

_converter = make_converter()
# What an application sent is JSON as it is, however deep; JSON itself is the only limit.
_converter.register_unstructure_hook(dict, lambda sent: sent)


def write_value(value: Any) -> str:
    """Write a frozen value, or a tuple of them, as JSON; in ASCII, for half a pair is no UTF-8."""
    return json.dumps(_converter.unstructure(value), separators=(",", ":"))


def read_value(text: str, kind: type[Value]) -> Value:
    """Read a value of this kind; whatever does not fit is an error of cattrs or a ValueError."""
    return _converter.structure(json.loads(text), kind)


def write_key(key: Any) -> str:
    """Write a key: a text, or a tuple of keys."""
    return json.dumps(key, separators=(",", ":"))


def read_key(text: str) -> Any:
    """Read a key as it was written."""
    return _tuples(json.loads(text))


def _tuples(found: Any) -> Any:
    return tuple(_tuples(each) for each in found) if isinstance(found, list) else found
