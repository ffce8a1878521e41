"""An answer as somebody reads it who looks for the right selector: what stands where in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from nango_conformance.evidence import Exchange, leaves

LENGTH: Final = 300
"""Characters of a body that are shown: enough to recognise an answer."""

MOST: Final = 4
"""Paths that are suggested at most."""

TOKEN: Final = re.compile(r"nango_connect_session_\w+")
"""What every session token of Nango's looks like."""

ID: Final = re.compile(r"(^|\.)(\w*(_id|Id|ID)|id)$")
"""How members are called that hold an id."""

_MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")


def places(body: Any, fits: Callable[[Any], bool]) -> tuple[str, ...]:
    """Return where in a body a value stands that fits, the first few."""
    return tuple(path for path, value in leaves(body) if fits(value))[:MOST]


def looks_like_token(value: Any) -> bool:
    """Say whether a value is a session token by its form."""
    return isinstance(value, str) and TOKEN.fullmatch(value) is not None


def looks_like_link(value: Any) -> bool:
    """Say whether a value is a link with a session token in it."""
    return isinstance(value, str) and "://" in value and TOKEN.search(value) is not None


def looks_like_moment(value: Any) -> bool:
    """Say whether a value is a date with a time."""
    return isinstance(value, str) and _MOMENT.match(value) is not None


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
