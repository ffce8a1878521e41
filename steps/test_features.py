"""Binds every scenario of the specification to its steps; the only test module of the product."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from pytest_bdd import scenarios

pytest_plugins = [
    "steps.attempts",
    "steps.authorising",
    "steps.lifecycle",
    "steps.links",
    "steps.loads",
    "steps.sessions",
    "steps.starting",
    "steps.syncs",
    "steps.webhooks",
]

_SPEC = find_spec("features")
assert _SPEC is not None  # noqa: S101 - the package is part of this distribution
assert _SPEC.origin is not None  # noqa: S101 - and a real package, not a namespace

scenarios(str(Path(_SPEC.origin).parent))
