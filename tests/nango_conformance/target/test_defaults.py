"""What the schema tells of defaults is what holds when a file says nothing."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping
from importlib import resources
from typing import Any, Final

import pytest

from nango_conformance.target import Target, means, sections

SCHEMA: Final[Mapping[str, Any]] = json.loads(
    resources.files("nango_conformance.target").joinpath("target.schema.json").read_text("utf-8")
)

VALUES: Final[Mapping[str, type[Any]]] = {
    "target": Target,
    "target.start": sections.Start,
    "nango": sections.Nango,
    "auth": sections.Auth,
    "connect": sections.Connect,
    "reconcile": sections.Reconcile,
    "status": sections.Status,
    "status.http": sections.StatusHttp,
    "sync": sections.Sync,
    "finalise": sections.Route,
    "disconnect": sections.Route,
    "reconnect": sections.Connect,
    "data": sections.Data,
    "fixtures": means.Fixtures,
    "limits": means.Limits,
}
"""The value that each section becomes."""

ELSEWHERE: Final[Mapping[str, tuple[type[Any], str]]] = {
    "target.start.ready.path": (sections.Start, "ready_path"),
    "target.start.ready.timeout_s": (sections.Start, "ready_timeout_s"),
    "integrations.scope": (Target, "scope"),
    "tenancy.model": (Target, "tenancy"),
    "credentials.browser": (Target, "browser_credentials"),
}
"""Keys that are called otherwise as values."""


def defaults(node: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every key below a part of the schema that has a default, with it."""
    for key, inner in node.get("properties", {}).items():
        name = f"{path}.{key}".lstrip(".")
        if "default" in inner:
            yield name, inner["default"]
        yield from defaults(inner, name)


@pytest.mark.parametrize(("key", "told"), list(defaults(SCHEMA)))
def test_a_default_is_the_one_that_is_told(key: str, told: object) -> None:
    """In the value that its section becomes."""
    section, _, name = key.rpartition(".")
    kind, name = ELSEWHERE[key] if key in ELSEWHERE else (VALUES[section], name)

    held = {field.name: field.default for field in dataclasses.fields(kind)}

    assert held[name] == told
