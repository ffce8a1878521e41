"""
What two runs of one seed against one target cannot have in common, gathered in one place.

In `results.json` that is one block at its end: `started`, `duration_s` and `varies`, which holds
every other time and address by the JSON Pointer (RFC 6901) of where it belongs. What stands before
it is the same, byte for byte, for the same seed, target and verdicts, but for evidence: ids of
attachments and quoted exchanges are those of one run, since a target does in its own time what it
does by itself, and to people who are made for this run.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

VARYING: Final = frozenset({"at_ms", "base_url", "decisive", "digest", "duration_s", "flow", "led"})
"""Members that are times, durations or ids of evidence, hold a port, or quote people of a run."""


def taken_out(body: dict[str, Any]) -> dict[str, Any]:
    """Take the varying members out of a document of dicts and lists; return them by pointer."""
    return dict(_taken(body, ""))


def restored(body: dict[str, Any], varies: dict[str, Any]) -> None:
    """
    Put the varying members back where they belong.

    Raise ValueError for a pointer to anything else: no verdict may come out of the block.
    """
    for pointer, value in varies.items():
        root, *way, name = pointer.split("/") if "/" in pointer else ("no pointer", "")
        if root or name not in VARYING:
            raise ValueError(f"{pointer} is no time and no address")
        _at(body, way)[name] = value


def _taken(value: Any, pointer: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name in [*value]:
            if name in VARYING:
                yield f"{pointer}/{name}", value.pop(name)
            else:
                yield from _taken(value[name], f"{pointer}/{name}")
    elif isinstance(value, list | tuple):
        for place, inner in enumerate(value):
            yield from _taken(inner, f"{pointer}/{place}")


def _at(value: Any, way: list[str]) -> dict[str, Any]:
    try:
        for name in way:
            value = value[int(name)] if isinstance(value, list) else value[name]
    except (LookupError, TypeError, ValueError) as error:
        raise ValueError(f"nothing stands at /{'/'.join(way)}") from error
    if not isinstance(value, dict):
        raise ValueError(  # noqa: TRY004 - a file that is wrong, as every other
            f"nothing can stand at /{'/'.join(way)}"
        )
    return value
