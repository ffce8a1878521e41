"""
Query strings as Nango reads them: brackets make objects, a repeated name a list.

`params[subdomain]=acme` is `{"params": {"subdomain": "acme"}}`.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl

_MAX_FIELDS = 1000
_MAX_DEPTH = 5
_NAME = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
_PART = re.compile(r"\[([^\[\]]*)\]")


def parse_query(query: str) -> dict[str, Any]:
    """Read a query string; what has no sensible form is taken literally."""
    if not query:
        return {}
    found: dict[str, Any] = {}
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=_MAX_FIELDS)
    except ValueError:
        return {}
    for name, value in pairs:
        _put(found, _path(name), value)
    return found


def _path(name: str) -> list[str]:
    match = _NAME.fullmatch(name)
    if match is None:
        return [name]
    parts = _PART.findall(match[2])
    return [match[1], *parts] if len(parts) <= _MAX_DEPTH else [name]


def _put(target: dict[str, Any], path: list[str], value: str) -> None:
    *parents, last = path
    if last == "" and parents:
        # `a[]=1` adds to a list.
        *parents, last = parents
        value_or_list: Any = [value]
    else:
        value_or_list = value
    for part in parents:
        inner = target.setdefault(part, {})
        if not isinstance(inner, dict):
            return
        target = inner
    _add(target, last, value_or_list)


def _add(target: dict[str, Any], name: str, value: Any) -> None:
    if name not in target:
        target[name] = value
        return
    held = target[name]
    added = value if isinstance(value, list) else [value]
    target[name] = [*(held if isinstance(held, list) else [held]), *added]
