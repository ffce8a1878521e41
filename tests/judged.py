"""What tests that judge a whole backend share."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from nango_conformance.selftest.judging import Json, Judged, judged, merged, toml

__all__ = ["ROOT", "Json", "Judged", "judged", "merged", "rules", "toml"]

ROOT: Final = Path(__file__).resolve().parents[1]


def rules() -> set[str]:
    """Return the checks that the features have a Rule for."""
    text = "\n".join(path.read_text() for path in (ROOT / "features").glob("*.feature"))
    return set(re.findall(r"@(NAF-[\d.]+)", text))
