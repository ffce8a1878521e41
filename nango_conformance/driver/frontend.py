"""What a browser loads: declared pages with the scripts that they name, or the files of a build."""

from __future__ import annotations

import os
import re
import urllib.parse
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from nango_conformance.errors import ControlFailed
from nango_conformance.evidence import Exchange

MOST_FILES: Final = 200
MOST_BYTES: Final = 20_000_000
"""A larger file of a build is a film, and no script."""

_SUFFIXES: Final = frozenset({".html", ".htm", ".js", ".mjs", ".cjs", ".css", ".json", ".map"})

_NAMED: Final = re.compile(
    r"""<script[^>]+src\s*=\s*["']?([^"'\s>]+)"""
    r"""|<link[^>]+href\s*=\s*["']?([^"'\s>]+\.m?js[^"'\s>]*)"""
    r"""|["'`]((?:\.{0,2}/)?[\w@./-]+\.m?js)["'`]""",
    re.IGNORECASE,
)
"""Scripts that a page loads, and modules that a script imports."""


def loaded(pages: Sequence[str], get: Callable[[str], Exchange]) -> Mapping[str, str]:
    """
    Return what stands at each page and at whatever script it leads to on the same host.

    `get` asks for a path. A page that is not shown is one that nobody has looked at:
    ControlFailed. A script that is not there is none.
    """
    found: dict[str, str] = {}
    for page in pages:
        exchange = get(page)
        if exchange.status is None or not 200 <= exchange.status <= 299:  # noqa: PLR2004 - the class of a status
            raise ControlFailed(f"the page {page} of [frontend] is not shown: {exchange.said}")
        found[page] = exchange.body
    waiting = list(found.items())
    while waiting and len(found) < MOST_FILES:
        place, text = waiting.pop()
        for path in _scripts(place, text):
            if path in found or len(found) == MOST_FILES:
                continue
            exchange = get(path)
            found[path] = exchange.body if exchange.status == 200 else ""  # noqa: PLR2004
            waiting.append((path, found[path]))
    return {place: text for place, text in found.items() if text}


def built(place: Path) -> Mapping[str, str]:
    """Return the text of every file of a build; raise ControlFailed where there is none."""
    found = {
        path.relative_to(place).as_posix(): path.read_text("utf-8", errors="replace")
        for path in _files(place)
    }
    if not found:
        raise ControlFailed(f"no file of a build is in {place}: is [frontend] folder right?")
    return found


def _scripts(place: str, text: str) -> Iterator[str]:
    for names in _NAMED.findall(text):
        named = next(name for name in names if name)
        # A host of its own is somebody else's, whatever is there.
        at = urllib.parse.urlsplit(urllib.parse.urljoin(f"http://here{place}", named))
        if at.netloc == "here":
            yield at.path + (f"?{at.query}" if at.query else "")


def _files(place: Path) -> Iterator[Path]:
    for folder, below, names in os.walk(place):
        below.sort()
        for path in (Path(folder, name) for name in sorted(names)):
            is_text = path.suffix in _SUFFIXES and path.is_file() and not path.is_symlink()
            if is_text and path.stat().st_size <= MOST_BYTES:
                yield path
