"""The source of a target, as far as it is declared: read, never run."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

SUFFIXES: Final = frozenset(
    {
        *(".js", ".cjs", ".mjs", ".jsx", ".ts", ".cts", ".mts", ".tsx"),
        *(".py", ".go", ".rb", ".php", ".java", ".kt", ".cs", ".rs", ".ex", ".exs", ".scala"),
    }
)

OTHERS: Final = frozenset(
    {
        *("node_modules", "vendor", "site-packages", "venv", "__pycache__"),
        *("dist", "build", "out", "target", "test", "tests"),
    }
)
"""Folders that hold what somebody else wrote, what was made of the source, or its tests."""

MOST_FILES: Final = 5_000
MOST_BYTES: Final = 300_000


def source_files(place: Path) -> Mapping[str, str]:
    """Return the text of every source file at a place, by its path there; none is too large."""
    if place.is_file():
        return {place.name: place.read_text("utf-8", errors="replace")}
    found: dict[str, str] = {}
    for path in _paths(place):
        if len(found) == MOST_FILES:
            break
        if path.stat().st_size <= MOST_BYTES:
            found[path.relative_to(place).as_posix()] = path.read_text("utf-8", errors="replace")
    return found


def _paths(place: Path) -> Iterator[Path]:
    for folder, below, names in os.walk(place):
        below[:] = sorted(name for name in below if name not in OTHERS and name[0] != ".")
        for name in sorted(names):
            path = Path(folder, name)
            if path.suffix in SUFFIXES and path.is_file() and not path.is_symlink():
                yield path
