"""The record of what each check was seen to catch, as `seen.toml` keeps it."""

from __future__ import annotations

import ast
import json
from collections.abc import Collection
from pathlib import Path
from typing import Final

from nango_conformance.selftest.wrong import Wrong

_HEAD: Final = """\
# What each check has been seen to catch. It is written by tests/test_every_check_can_fail.py,
# with SEEN=write.
#
# Each of these defects has a wrong backend in tests/mutants/ or is a mistake that is put into
# one of examples/, and the check fails on it whenever the tests run, for the reason that the
# matrix has. Where it only may fail, because one thing leads to another, it is not listed.
"""


def record(demanded: Collection[Wrong], mutants: Path) -> str:
    """Return the text of `seen.toml`, from what the wrong backends must fail, and what they do."""
    named = {name for one in demanded if (name := _name(one)) is not None}
    checks: dict[str, set[str]] = {}
    for one in demanded:
        if (name := _name(one)) is not None:
            for check in one.fails:
                checks.setdefault(check, set()).add(name)
    ours = {name: _sentence(mutants, name) for name in sorted(named) if name.startswith("X-")}
    lines = [
        f"{json.dumps(check)} = {json.dumps(_ordered(checks[check]))}"
        for check in sorted(checks, key=_number)
    ]
    told = [f"{name} = {json.dumps(text, ensure_ascii=False)}" for name, text in ours.items()]
    return "\n".join((_HEAD, "[checks]", *lines, "", "[ours]", *told, ""))


def _name(wrong: Wrong) -> str | None:
    return wrong.defect or (wrong.name if wrong.replacement is None else None)


def _sentence(mutants: Path, name: str) -> str:
    path = mutants / f"{name.lower().replace('-', '_')}.py"
    told = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    return " ".join(told.partition("\n\n")[0].split()).partition(": ")[2].rstrip(".")


def _ordered(names: Collection[str]) -> list[str]:
    """The catalogue's defects by number, then those of our own making."""
    return sorted(names, key=lambda name: (name.startswith("X"), len(name), name))


def _number(check: str) -> list[int]:
    return [int(part) for part in check.removeprefix("NAF-").split(".")]
