"""An answer as somebody reads it who looks for the right selector: what stands where in it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from nango_conformance.evidence import Exchange

LENGTH: Final = 300
"""Characters of a body that are shown: enough to recognise an answer."""

MOST: Final = 4
"""Paths that are suggested at most."""

TOKEN: Final = re.compile(r"nango_connect_session_\w+")
"""What every session token of Nango's looks like."""

_PLAIN: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every value that has no parts, with the JMESPath that selects it."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            name = key if _PLAIN.fullmatch(key) else json.dumps(key)
            yield from leaves(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from leaves(inner, f"{path}[{index}]")
    else:
        yield path, value


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
