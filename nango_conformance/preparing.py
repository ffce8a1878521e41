"""
What every run needs, imported and parsed before processes are forked that need it.

To import it takes half a second of a processor's time, and to fork what has it none.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Collection
from typing import Final

from nango_conformance.catalogue import load
from nango_conformance.pickles import specified

PACKAGES: Final = (
    "nango_conformance.driver",
    "nango_conformance.expectations",
    "nango_conformance.stage",
)
MODULES: Final = ("faker.providers", "nango_conformance.plugin", "pytest_bdd.plugin")

DATABASE: Final = frozenset(
    {"nango_conformance.driver.database", "nango_conformance.driver.storage"}
)
"""What takes long to import, and only targets with a database to look into need."""


def prepare(
    *,
    packages: Collection[str] = (),
    modules: Collection[str] = (),
    without: Collection[str] = (),
) -> None:
    """Have at hand what plays scenarios, and whatever else is named; raise ImportError."""
    # By name: what is begun like this is above this floor.
    for name in (*MODULES, *modules):
        importlib.import_module(name)
    for name in (*PACKAGES, *packages):
        package = importlib.import_module(name)
        for module in pkgutil.iter_modules(package.__path__, f"{name}."):
            if module.name not in without:
                importlib.import_module(module.name)
    _parse()


def _parse() -> None:
    from pytest_bdd.feature import get_features

    playing = importlib.import_module("nango_conformance.playing")
    load()
    # Both read the same files, one for what is told and one for what is played.
    specified(playing.feature_sources())
    get_features([playing.feature_folder()])
