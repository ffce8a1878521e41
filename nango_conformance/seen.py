"""
What each check has been seen to catch, by the wrong backends that the tests judge.

`seen.toml` beside this module is written by `nango-conformance selftest --matrix --write`; a
test keeps it equal to what the matrix of wrong backends demands.
"""

from __future__ import annotations

import dataclasses
import functools
import tomllib
from collections.abc import Mapping
from importlib import resources

from nango_conformance.catalogue import load


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """A defect of the catalogue, or one of our own making, that a check was seen to fail on."""

    id: str
    defect: str


@functools.cache
def seen_failing() -> Mapping[str, tuple[Mistake, ...]]:
    """Return, for each check, the mistakes that it has been seen to catch."""
    path = resources.files("nango_conformance") / "seen.toml"
    written = tomllib.loads(path.read_text("utf-8"))
    told = {defect.id: defect.defect for defect in load().defects} | written["ours"]
    return {
        check: tuple(Mistake(id=name, defect=told[name]) for name in names)
        for check, names in written["checks"].items()
    }
