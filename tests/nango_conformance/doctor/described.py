"""A description with changes, and what the doctor said of it."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[3]
DESCRIPTION: Final = (ROOT / "reference_backend" / "target.toml").read_text("utf-8")

Change = tuple[str, str]
"""A text that the right description has once, and what stands there instead."""

QUICK: Final = (
    ('cwd = ".."', f'cwd = "{ROOT}"'),
    ("activation_s = 10", "activation_s = 0.5"),
    ("sync_s = 30", "sync_s = 3"),
)
"""What never comes is not waited for as long as in earnest."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What the doctor said of one description."""

    status: int
    out: str
    err: str
    text: str

    def line_of(self, text: str) -> int:
        """Return the line of the description that begins with a text."""
        lines = self.text.splitlines()
        return next(number for number, line in enumerate(lines, 1) if line.startswith(text))

    def standings(self) -> dict[str, list[str]]:
        """Return how each part stands, in order."""
        found: dict[str, list[str]] = {}
        for line in self.out.splitlines():
            if line[:1] in "✓?–✗·" and line.strip():
                found.setdefault(line[2:12].strip(), []).append(line[12:28].strip())
        return found


Examine = Callable[..., Examined]


def changed(text: str, changes: tuple[Change, ...]) -> str:
    """Return a description in which each change was made once."""
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} stands there {text.count(old)} times"
        text = text.replace(old, new)
    return text


def section(first: str, end: str = "\n\n") -> str:
    """Return the text of the right description from the beginning of one text to another."""
    start = DESCRIPTION.index(first)
    return DESCRIPTION[start : DESCRIPTION.index(end, start)]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A reference backend that somebody started, and the description of it, attached."""

    url: str
    listen: int

    def changes(self, *more: Change) -> tuple[Change, ...]:
        """Return what makes the reference's description that of this backend."""
        return (
            *ATTACHED,
            ('base_url = "http://127.0.0.1:{port}"', f'base_url = "{self.url}"'),
            ('override = "env"', f'override = "env"\nlisten = "127.0.0.1:{self.listen}"'),
            *more,
        )


ATTACHED: Final = (
    ('mode = "start"\n', 'mode = "attach"\n'),
    (section("REFERENCE_DATABASE = ", "\n"), ""),
    (section("[target.log]"), ""),
    (section("[storage]"), ""),
    (DESCRIPTION[DESCRIPTION.index("[faults.db_down]") :], ""),
)
"""What the description of a backend that somebody else starts cannot say."""

Attach = Callable[..., "contextlib.AbstractContextManager[Attached]"]
