"""Golden files: what a report has to be, byte for byte, because somebody looked at it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

GOLDEN: Final = Path(__file__).parent / "golden"


def accepted(name: str, report: str) -> str:
    """Return the golden file of this name; GOLDEN=write makes it of the present report first."""
    golden = GOLDEN / name
    if os.environ.get("GOLDEN") == "write":
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(report, "utf-8", newline="\n")
    return golden.read_text("utf-8")
