"""
The waivers of a target file as lines of text, so that everything else in it stays as it was typed.

A line begins a table where it looks like a header and everything above it is TOML by itself: then
it stands in no text and in no list that goes over several lines. Whatever is changed is read back,
and has to differ from what was there in the waiver alone.
"""

from __future__ import annotations

import dataclasses
import datetime
import json
import re
import tomllib
from collections.abc import Collection, Mapping
from typing import Any, Final

from nango_conformance.errors import UsageError
from nango_conformance.target.means import Waiver

_TABLE: Final = re.compile(r"\s*\[")
_WAIVER: Final = re.compile(r"""\s*\[\[\s*(waiver|"waiver"|'waiver')\s*\]\]\s*(#.*)?$""")
_SILENT: Final = re.compile(r"\s*(#.*)?$")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """Lines of a waiver, from its header to its last key; the second number is one beyond."""

    first: int
    beyond: int


def waivers_of(text: str) -> tuple[Waiver, ...]:
    """Return the waivers of a target file in its order; raise UsageError when one is no waiver."""
    return tuple(_waiver(entry) for entry in _parsed(text).get("waiver", ()))


def with_waiver(text: str, waiver: Waiver) -> str:
    """Return the text with one waiver more, behind the last of them or at the end."""
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = text.splitlines(keepends=True)
    blocks = _blocks(lines)
    place = blocks[-1].beyond if blocks else len(lines)
    head, tail = lines[:place], lines[place:]
    if head and not head[-1].endswith(("\n", "\r")):
        head[-1] += newline
    gap = [newline] if head and head[-1].strip() else []
    new = [f"{line}{newline}" for line in _written(waiver)]
    changed = "".join([*head, *gap, *new, *tail])
    before = _parsed(text)
    wanted = {**before, "waiver": [*before.get("waiver", []), _table(waiver)]}
    return _checked(changed, wanted)


def without_waivers(text: str, places: Collection[int]) -> str:
    """Return the text without the waivers at these places, counted from 0."""
    lines = text.splitlines(keepends=True)
    blocks = _blocks(lines)
    before = _parsed(text)
    kept = [one for place, one in enumerate(before["waiver"]) if place not in places]
    wanted = {**before, "waiver": kept}
    if not kept:
        del wanted["waiver"]
    if len(blocks) != len(before["waiver"]):
        raise _not_by_program()
    for place in sorted(places, reverse=True):
        block = blocks[place]
        beyond = block.beyond
        # One gap of two goes with what stood between them.
        while beyond < len(lines) and not lines[beyond].strip():
            beyond += 1
        at_the_end = beyond == len(lines)
        first = block.first
        while at_the_end and first > 0 and not lines[first - 1].strip():
            first -= 1
        del lines[first:beyond]
    return _checked("".join(lines), wanted)


def _blocks(lines: list[str]) -> list[_Block]:
    starts = [
        number
        for number, line in enumerate(lines)
        if _TABLE.match(line) and _is_whole("".join(lines[:number]))
    ]
    edges = [*starts, len(lines)]
    return [
        _Block(first=first, beyond=_last_key(lines, first, edges[place + 1]))
        for place, first in enumerate(starts)
        if _WAIVER.match(lines[first].rstrip("\r\n"))
    ]


def _last_key(lines: list[str], first: int, beyond: int) -> int:
    """Return where a table ends that has comments and blank lines for the next one behind it."""
    while beyond > first + 1 and _SILENT.fullmatch(lines[beyond - 1].rstrip("\r\n")):
        beyond -= 1
    return beyond


def _is_whole(text: str) -> bool:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    return True


def _parsed(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"the target file is not TOML: {error}") from error


def _waiver(entry: Mapping[str, Any]) -> Waiver:
    try:
        until = entry["until"]
        day = until if isinstance(until, datetime.date) else datetime.date.fromisoformat(until)
        return Waiver(check=entry["check"], reason=entry["reason"], until=day)
    except (KeyError, TypeError, ValueError) as error:
        raise UsageError(
            f"a [[waiver]] needs check, reason and until, a day such as 2027-01-31: {error}; "
            "nango-conformance doctor says in which line"
        ) from error


def _written(waiver: Waiver) -> list[str]:
    # JSON's escapes of a string are TOML's, too, but for the DEL that TOML wants escaped.
    reason = json.dumps(waiver.reason, ensure_ascii=False).replace("\x7f", "\\u007F")
    return [
        "[[waiver]]",
        f'check  = "{waiver.check}"',
        f"reason = {reason}",
        f"until  = {waiver.until.isoformat()}",
    ]


def _table(waiver: Waiver) -> dict[str, Any]:
    return {"check": waiver.check, "reason": waiver.reason, "until": waiver.until}


def _checked(text: str, wanted: Mapping[str, Any]) -> str:
    try:
        same = tomllib.loads(text) == wanted
    except tomllib.TOMLDecodeError:
        same = False
    if not same:
        raise _not_by_program()
    return text


def _not_by_program() -> UsageError:
    return UsageError(
        "the waivers of this file cannot be changed by program; write each as a [[waiver]] table "
        "of its own, or change them by hand"
    )
