"""An answer as somebody reads it who looks for the right selector: what stands where in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from nango_conformance.evidence import Exchange, places

LENGTH: Final = 300
"""Characters of a body that are shown: enough to recognise an answer."""

MOST: Final = 4
"""Paths that are suggested at most."""

ID: Final = re.compile(r"(^|\.)(\w*(_id|Id|ID)|id)$")
"""How members are called that hold an id."""


def first_places(body: Any, fits: Callable[[Any], bool]) -> tuple[str, ...]:
    """Return where in a body a value stands that fits, as many as can be suggested."""
    return places(body, fits)[:MOST]


def looks_like_word(value: Any) -> bool:
    """Say whether a value may be the name of a state."""
    return isinstance(value, bool) or (isinstance(value, str) and value.isidentifier())


def either(found: Sequence[str]) -> str:
    """Return paths as they would stand in the file, one or another."""
    return " or ".join(f'"{path}"' for path in found)


def shape(exchange: Exchange) -> str:
    """Say in a few words what an answer's body is made of."""
    body = exchange.json
    if isinstance(body, Mapping):
        return f"an object with {', '.join(map(repr, body)) or 'no members'}"
    if isinstance(body, list):
        return f"a list of {len(body)}"
    kind = (exchange.header("content-type") or "no content type").split(";")[0]
    return f"{kind}, {len(exchange.body)} characters" if body is None else f"the value {body!r}"


def shown(exchange: Exchange) -> tuple[str, ...]:
    """Return the exchange in two lines: what was sent, and what came back."""
    sent = f"{exchange.method} {exchange.url} {_short(exchange.request_body)}".rstrip()
    got = f"{exchange.said.removeprefix('status ')} {_short(exchange.body)}".rstrip()
    return f"sent  {sent}", f"got   {got}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LENGTH else f"{line[:LENGTH]}…"
