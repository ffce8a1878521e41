"""A body of JSON, taken apart into its values and the places where they stand."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from nango_conformance.evidence.redaction import SESSION_TOKEN

_PLAIN: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
"""A name that JMESPath takes without quotes."""

_MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every value that has no parts, with the JMESPath that selects it."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{named(key)}" if path else named(key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from leaves(inner, f"{path}[{index}]")
    else:
        yield path or "@", value


def places(body: Any, fits: Callable[[Any], bool]) -> tuple[str, ...]:
    """Return where in a body a value stands that fits."""
    return tuple(path for path, value in leaves(body) if fits(value))


def named(key: str) -> str:
    """Return a member's name as JMESPath takes it."""
    return key if _PLAIN.fullmatch(key) else json.dumps(key)


def looks_like_token(value: Any) -> bool:
    """Say whether a value is a session token by its form."""
    return isinstance(value, str) and SESSION_TOKEN.fullmatch(value) is not None


def looks_like_link(value: Any) -> bool:
    """Say whether a value is a link with a session token in it."""
    return isinstance(value, str) and "://" in value and SESSION_TOKEN.search(value) is not None


def looks_like_moment(value: Any) -> bool:
    """Say whether a value is a date with a time."""
    return isinstance(value, str) and _MOMENT.match(value) is not None
