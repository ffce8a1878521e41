"""What every run needs, imported and parsed once: the processes of a self-test begin here."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Final

import fake_nango.web
from nango_conformance import driver, expectations, stage
from nango_conformance.catalogue import load
from nango_conformance.pickles import specified

_MODULES: Final = (
    "fake_nango.server",
    "jinja2",
    "jsonschema",
    "nango_conformance.cli.run",
    "nango_conformance.plugin",
    "pytest",
    "pytest_bdd.plugin",
    "sqlalchemy",
)

# By name: what is begun here is the whole program, which is above this floor.
for _name in _MODULES:
    importlib.import_module(_name)
for _package in (driver, expectations, fake_nango.web, stage):
    for _module in pkgutil.iter_modules(_package.__path__, f"{_package.__name__}."):
        importlib.import_module(_module.name)
load()
specified(importlib.import_module("nango_conformance.playing").feature_sources())
