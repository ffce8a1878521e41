"""A body of JSON, taken apart into its values and the places where they stand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

_PLAIN: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
"""A name that JMESPath takes without quotes."""


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every value that has no parts, with the JMESPath that selects it."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            name = key if _PLAIN.fullmatch(key) else json.dumps(key)
            yield from leaves(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from leaves(inner, f"{path}[{index}]")
    else:
        yield path, value
