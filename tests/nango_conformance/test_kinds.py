"""Whoever finds a target wrong says in which way: that is half of a failure's code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import nango_conformance
from nango_conformance.kinds import Kind

PACKAGE = Path(nango_conformance.__file__).parent


def raised() -> Iterator[tuple[str, ast.Call]]:
    """Yield every place where a target is found wrong."""
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Nonconformance":
                yield f"{path.relative_to(PACKAGE)}:{node.lineno}", node


def test_whoever_finds_a_target_wrong_says_in_which_way() -> None:
    """No code is made of the words of a message."""
    silent = [place for place, call in raised() if not any(k.arg == "kind" for k in call.keywords)]

    assert silent == []


def test_every_kind_is_said_somewhere() -> None:
    """A kind that nobody says is one too many; `other` is for whoever raises one of his own."""
    said = {
        node.attr
        for _, call in raised()
        for keyword in call.keywords
        if keyword.arg == "kind"
        for node in ast.walk(keyword.value)
        if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "Kind"
    }

    assert said == {kind.name for kind in Kind} - {"OTHER"}
