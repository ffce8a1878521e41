"""The words of an OSCAL document: its names, its markup, its tokens and its moments."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from nango_conformance.results import Run
from reports.visible import cut, one_line, visible

NAMESPACE: Final = "urn:nango-conformance:oscal"
"""Whose the properties are, and the name that every UUID derives from (RFC 9562, version 5)."""

_LIMIT: Final = 4_000
_SPECIAL: Final = re.compile(r"([\\`*_<>\[\]{}^~])")

Json = dict[str, Any]


class Names:
    """UUIDs of the parts of one assessment: the same target, seed and part have the same one."""

    def __init__(self, run: Run) -> None:
        whole = f"{NAMESPACE}/{run.target.name}/{run.target.description}/{run.seed}"
        self._root = uuid.uuid5(uuid.NAMESPACE_URL, ascii(whole))

    def __call__(self, part: str) -> str:
        """Return the UUID of a part."""
        return str(uuid.uuid5(self._root, part))


def props(told: Mapping[str, str]) -> list[Json]:
    """Return properties of ours, in this order; each name has to be a token."""
    return [
        {
            "name": name,
            "ns": NAMESPACE,
            "value": one_line(cut(value, _LIMIT)).strip() or "-",
        }
        for name, value in told.items()
    ]


def control(number: str) -> str:
    """Return the name of an item, or of a group that cuts across the items, as a token."""
    return f"naf-{number}"


def objective(number: str) -> str:
    """Return the name of what an item or a group demands as a whole."""
    return f"{control(number)}_obj"


def line(text: str) -> str:
    """Return one line of OSCAL's markup that shows exactly the text."""
    return _SPECIAL.sub(r"\\\1", one_line(cut(text, _LIMIT)))


def prose(text: str) -> str:
    """Return OSCAL's markup that shows exactly the text."""
    return _SPECIAL.sub(r"\\\1", visible(cut(text, _LIMIT)))


def moment(started: str, seconds: float = 0) -> str:
    """Return a moment with its zone, to the millisecond; what is no moment stays as it is."""
    try:
        parsed = datetime.fromisoformat(started)
    except ValueError:
        return started
    aware = parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
    later = aware.astimezone(UTC) + timedelta(seconds=seconds)
    return later.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def token(words: str) -> str:
    """Return words as a token: their letters and digits, with hyphens between them."""
    return re.sub(r"[^a-z0-9]+", "-", words.lower())
