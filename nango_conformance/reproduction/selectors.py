"""The JMESPath of a target file as places that a shell can find, as far as it is that simple."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from jmespath.parser import Parser

_NAME: Final = re.compile(r"[A-Za-z_@$][\w@$:/-]*", re.ASCII)
"""A name that stands in JSON as it is, and that nobody takes for several, or for a number."""

_ODD: Final = re.compile(r'[^ -~]|["\\<>&\']')
"""What a text may be written with in JSON in more than one way."""


class Unscriptable(Exception):  # noqa: N818 - what is so, not a kind of crash
    """A shell script cannot show this; the text says why, for people."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """
    Where the rows of an answer are: below `at`, those whose members equal `where`.

    `many` says that they are a list; without it one row is as good. The values of `where` are
    templates.
    """

    at: str
    many: bool
    where: Mapping[str, str] = dataclasses.field(default_factory=dict)


def place(expression: str | None) -> str:
    """Return the dotted place that an expression names, '' for none; raise Unscriptable."""
    if expression is None:
        return ""
    found = _dotted(_parsed(expression), expression)
    if not found:
        # Nowhere and everything would both be no words.
        raise Unscriptable(_beyond(expression))
    return found


def rows(expression: str) -> Rows:
    """Return the rows that an expression selects; raise Unscriptable where it does more."""
    tree = _parsed(expression)
    match tree["type"]:
        case "filter_projection":
            left, right, condition = tree["children"]
            if right["type"] == "identity":
                where = dict(_conditions(condition, expression))
                return Rows(at=_dotted(left, expression), many=True, where=where)
        case "projection":
            left, right = tree["children"]
            inner = left["children"][0] if left["type"] == "flatten" else left
            if right["type"] == "identity":
                return Rows(at=_dotted(inner, expression), many=True)
        case _:
            return Rows(at=_dotted(tree, expression), many=False)
    raise Unscriptable(_beyond(expression))


def _conditions(node: Mapping[str, Any], expression: str) -> Iterator[tuple[str, str]]:
    if node["type"] == "and_expression":
        for child in node["children"]:
            yield from _conditions(child, expression)
    elif node["type"] == "comparator" and node["value"] == "eq":
        left, right = node["children"]
        text = right.get("value")
        if right["type"] != "literal" or not isinstance(text, str) or _ODD.search(text):
            raise Unscriptable(_beyond(expression))
        yield _dotted(left, expression), text
    else:
        raise Unscriptable(_beyond(expression))


def _dotted(node: Mapping[str, Any], expression: str) -> str:
    match node["type"]:
        case "current" | "identity":
            return ""
        case "field" if _NAME.fullmatch(node["value"]):
            return str(node["value"])
        case "index" if node["value"] >= 0:
            return str(node["value"])
        case "subexpression" | "index_expression":
            parts = (_dotted(child, expression) for child in node["children"])
            return ".".join(part for part in parts if part)
    raise Unscriptable(_beyond(expression))


def _parsed(expression: str) -> Mapping[str, Any]:
    tree: Mapping[str, Any] = Parser().parse(expression).parsed
    return tree


def _beyond(expression: str) -> str:
    return f"the selector {expression!r} of the target file is more than a shell can follow"
