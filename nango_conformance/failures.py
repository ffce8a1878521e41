"""A failure's code, which is the same in every run, and what it most likely comes from."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from importlib import resources
from typing import Any

from nango_conformance.kinds import Kind


def code_of(check: str, kind: Kind) -> str:
    """Return the code of a failure, which is the same in every run: `NAF-12.1/active-link`."""
    return f"{check}/{kind.value}"


def meaning_of(code: str) -> str:
    """Return what the kind of failure in a code means, in one sentence; '' for an unknown one."""
    kind = _texts()["kinds"].get(code.rpartition("/")[2], {})
    text: str = kind.get("means", "")
    return text


def cause_of(check: str, kind: Kind) -> str:
    """Return what a failure most likely comes from, as one sentence; '' where nobody can say."""
    own: str | None = _texts()["checks"].get(code_of(check, kind))
    general: str = _texts()["kinds"][kind.value]["cause"]
    return own or general


@functools.cache
def _texts() -> Mapping[str, Any]:
    return tomllib.loads((resources.files("nango_conformance") / "causes.toml").read_text("utf-8"))
