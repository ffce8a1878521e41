"""
The shell functions that scripts are put together from, each with those that it needs.

They stand in `shell/*.sh`, a line `#: name` before each. What a function needs is what it calls.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from importlib import resources
from typing import Final

FILES: Final = (
    "base", "json", "nango", "webhook", "people", "links", "flow", "arrivals",
    "judge_starts", "judge_webhooks", "judge_links", "judge_ends", "judge_syncs",
)  # fmt: skip
"""The files in the order in which their functions stand in a script."""

_HEAD: Final = re.compile(r"^#: (\w+)\n", re.MULTILINE)
_CALLED: Final = re.compile(r"(?:^|[;&|({])[ \t]*([a-z_]+)(?![\w=/.\[-])", re.MULTILINE)
"""A word where a command stands."""

_KEYWORD: Final = re.compile(r"\b(?:then|do|else|elif|if|while|until)\b|! ")

_HANDED_ON: Final = re.compile(r"^.*\b(?:await|instead|send_written|scenario)\b.*$", re.MULTILINE)
"""Lines whose words may be commands, too: they are handed on to be run."""

_QUOTED: Final = re.compile(r'"[^"]*"|\'[^\']*\'')


@functools.cache
def blocks() -> Mapping[str, str]:
    """Return every function by its name."""
    found: dict[str, str] = {}
    folder = resources.files("nango_conformance") / "reproduction" / "shell"
    for name in FILES:
        _, *parts = _HEAD.split((folder / f"{name}.sh").read_text("utf-8"))
        found |= dict(zip(parts[::2], (part.strip() for part in parts[1::2]), strict=True))
    return found


def needed(text: str, own: Mapping[str, str]) -> tuple[str, ...]:
    """
    Return the functions that a text calls, and those that they need: `own` ones first.

    `own` are the functions that a target's description makes, by their names.
    """
    known = {**own, **blocks()}
    wanted: set[str] = set()
    waiting = _called(text) & known.keys()
    while waiting:
        name = waiting.pop()
        if name not in wanted:
            wanted.add(name)
            waiting |= _called(known[name]) & known.keys()
    return tuple(text for name, text in known.items() if name in wanted)


def _called(text: str) -> set[str]:
    code = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    handed = " ".join(_QUOTED.sub(" ", line) for line in _HANDED_ON.findall(code))
    return {*_CALLED.findall(_KEYWORD.sub(";", code)), *handed.split()}
