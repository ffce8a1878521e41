"""
Which definition a step means is looked up once.

pytest-bdd goes through all fixtures for every step of every scenario, for definitions may differ
from folder to folder. Ours are the same everywhere, and steps say the same again and again.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Any, Final

LOOKUP: Final = "find_fixturedefs_for_step"


@contextlib.contextmanager
def remembered() -> Iterator[None]:
    """Let a lookup be done once for each text of a step, as long as one specification is played."""
    # The package has a function of the same name, which an import statement would find.
    scenario = import_module("pytest_bdd.scenario")
    lookup = getattr(scenario, LOOKUP, None)
    if lookup is None:
        # Another version of pytest-bdd, which looks up as it likes.
        yield
        return
    known: dict[tuple[str, str], tuple[Any, ...]] = {}

    def found(step: Any, **where: Any) -> Iterable[Any]:
        said = (step.type, step.name)
        if said not in known:
            known[said] = tuple(lookup(step=step, **where))
        return known[said]

    setattr(scenario, LOOKUP, found)
    try:
        yield
    finally:
        setattr(scenario, LOOKUP, lookup)
