"""A key's path leads back to the line of the TOML file that a person has to change."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_HEADER: Final = re.compile(r"^\s*\[\[?\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY: Final = re.compile(r"""^\s*(?:"([^"]+)"|'([^']+)'|([A-Za-z0-9_.-]+))\s*=""")


def line_of(text: str, path: Sequence[str | int]) -> int | None:
    """
    Return the line, from 1, of the deepest part of the path that has one; None for the root.

    Numbers in the path count the tables of an array, from 0.
    """
    for depth in range(len(path), 0, -1):
        found = _find(text, path[:depth])
        if found is not None:
            return found
    return None


def _find(text: str, path: Sequence[str | int]) -> int | None:
    wanted = ".".join(str(part) for part in path)
    section, seen = "", dict[str, int]()
    for number, line in enumerate(text.splitlines(), start=1):
        header = _HEADER.match(line)
        if header:
            section = _numbered(header.group(1), line, seen)
            if section == wanted:
                return number
            continue
        key = _KEY.match(line)
        if key and _joined(section, next(filter(None, key.groups()))) == wanted:
            return number
    return None


def _numbered(name: str, line: str, seen: dict[str, int]) -> str:
    if not line.lstrip().startswith("[["):
        return name
    seen[name] = seen.get(name, -1) + 1
    return f"{name}.{seen[name]}"


def _joined(section: str, key: str) -> str:
    return f"{section}.{key}" if section else key
