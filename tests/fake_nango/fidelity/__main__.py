"""
Make docs/FIDELITY.md of what tests have shown, or look whether it is what they showed.

Its sums go into every report, so they are written beside the harness, too.

    python -m tests.fake_nango.fidelity write FOLDER
    python -m tests.fake_nango.fidelity check FOLDER

The folder is the one that the variable FIDELITY named when the tests ran. Exit status 1
when the page is not current, or when there is something that no test has shown.
"""

from __future__ import annotations

import difflib
import sys
from pathlib import Path
from typing import Final

from tests.fake_nango.fidelity.ledger import Line, lines, not_shown, read, unknown
from tests.fake_nango.fidelity.page import page, sums

PAGE: Final = Path(__file__).parents[3] / "docs" / "FIDELITY.md"
SUMS: Final = Path(__file__).parents[3] / "nango_conformance" / "fidelity.toml"
USAGE: Final = "usage: python -m tests.fake_nango.fidelity {write|check} FOLDER"
MOST_LINES: Final = 40


def main(arguments: list[str]) -> int:
    """Do what the command line says; returns the exit status."""
    match arguments:
        case ["write" | "check" as deed, folder]:
            found = lines(read(Path(folder)))
        case _:
            return _say(2, USAGE)
    if not found:
        return _say(2, f"There is nothing in {folder}: run the tests with FIDELITY={folder}")
    slips = _slips(found)
    written = page(found)
    if deed == "write":
        PAGE.write_text(written, "utf-8")
        SUMS.write_text(sums(written), "utf-8")
    else:
        slips += _changes(PAGE.read_text("utf-8") if PAGE.exists() else "", written)
    return _say(1, *slips) if slips else 0


def _slips(found: tuple[Line, ...]) -> list[str]:
    return [
        *(f"No test has shown: {each}" for each in not_shown(found)),
        *(f"The fake has no such thing: {each}" for each in unknown(found)),
    ]


def _changes(old: str, new: str) -> list[str]:
    if old == new:
        return []
    changed = list(difflib.unified_diff(old.splitlines(), new.splitlines(), "was", "is", n=0))
    return [
        "docs/FIDELITY.md is not what the tests have shown: run `make fidelity`, and commit it.",
        *changed[:MOST_LINES],
    ]


def _say(status: int, *told: str) -> int:
    sys.stderr.write("".join(f"{each}\n" for each in told))
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
