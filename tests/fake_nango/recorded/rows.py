"""
A recorded answer as a row of a table, and what it takes for another answer to be the same.

The tables say in our words what a real Nango 0.71.4 was seen to answer on a wire: what was
asked of it, status, body, headers, and what else happened. Bodies are JSON texts; in them
`$name` stands for what only the run knows (an id, a token), and `<kind>` for any text of
that kind. A group gives its rows what they have in common; `where` gives names to texts.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template
from types import MappingProxyType
from typing import Any, Final

HERE: Final = Path(__file__).parent
_HEX: Final = "[0-9a-f]"
# A row may name a fragment, which names another, which names what the run knows.
_DEPTH: Final = 3

KINDS: Final[Mapping[str, re.Pattern[str]]] = MappingProxyType(
    {
        "<uuid4>": re.compile(
            rf"{_HEX}{{8}}-{_HEX}{{4}}-4{_HEX}{{3}}-[89ab]{_HEX}{{3}}-{_HEX}{{12}}"
        ),
        "<uuid1>": re.compile(
            rf"{_HEX}{{8}}-{_HEX}{{4}}-1{_HEX}{{3}}-[89ab]{_HEX}{{3}}-{_HEX}{{12}}"
        ),
        "<session-token>": re.compile(rf"nango_connect_session_{_HEX}{{64}}"),
        "<ms>": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"),
        "<offset>": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00"),
        "<challenge>": re.compile(r"[A-Za-z0-9_-]{43}"),
        "<verifier>": re.compile(rf"{_HEX}{{48}}"),
        "<access-token>": re.compile(r"at-\d+"),
        "<bearer>": re.compile(r"Bearer at-\d+"),
        "<refresh-token>": re.compile(r"rt-\d+"),
        "<log>": re.compile(r"\d+_[A-Za-z0-9_-]+"),
        "<digits>": re.compile(r"\d+"),
        "<text>": re.compile(r".+", re.DOTALL),
    }
)
"""What a placeholder stands for; `<int>` is the only one that is no text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """
    One thing that was asked, and all that was seen of what came of it.

    `given` are the words of `setups.py` for what had happened before, and `session`, `to`,
    `with_query` and `environment` say it more closely. Of `answer`, `error`, `issues`, `page`,
    `text` and `empty` one says what the body was; `but` changes members of `answer`. The
    others are what happened beside it: `told` the webhooks, `frames` what the WebSocket
    said, `provider` what the provider was asked, `then` what was asked next.
    """

    says: str
    ask: str
    given: tuple[str, ...] = ()
    session: str | None = None
    again: str = "{}"
    to: str = "outlook"
    with_query: str = ""
    environment: str = "dev"
    by: str = "key"
    headers: Mapping[str, str]
    send: str | None = None
    raw: tuple[str, str] | None = None
    status: int = 200
    answer: str | None = None
    but: str = "{}"
    error: str | None = None
    code: str = "invalid_body"
    issues: tuple[tuple[str, ...], ...] | None = None
    page: str | None = None
    text: str | None = None
    empty: bool = False
    limited: bool = True
    cors: bool = True
    where: Mapping[str, str]
    carries: Mapping[str, str]
    leads: tuple[str, str] | None = None
    told: tuple[str, ...] | None = None
    told_at: str = "/hook"
    told_with: Mapping[str, str]
    frames: tuple[str, ...] | None = None
    provider: str | None = None
    then: tuple[Row, ...] = ()

    @classmethod
    def of(cls, found: Mapping[str, Any]) -> Row:
        """Read a row of a table; a member that there is not is an error."""
        members = {name: _frozen(value) for name, value in found.items()}
        members["then"] = tuple(Row.of(each) for each in found.get("then", ()))
        return cls(**{"headers": {}, "carries": {}, "where": {}, "told_with": {}, **members})


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def table(name: str) -> tuple[Row, ...]:
    """Read all rows of a table."""
    groups = tomllib.loads((HERE / name).read_text("utf-8"))["group"]
    return tuple(
        Row.of({**{key: value for key, value in group.items() if key != "rows"}, **row})
        for group in groups
        for row in group.get("rows", [{}])
    )


def tables() -> tuple[str, ...]:
    """List the tables of answers."""
    return tuple(sorted(each.name for each in HERE.glob("answers-*.toml")))


def fragments() -> dict[str, str]:
    """Read the texts that many rows have in common."""
    found: dict[str, str] = tomllib.loads((HERE / "fragments.toml").read_text("utf-8"))
    return found


def errors() -> dict[str, tuple[int, bool, str]]:
    """Read the errors that many endpoints have: status, whether it is counted, and the body."""
    found = tomllib.loads((HERE / "errors.toml").read_text("utf-8"))
    return {name: tuple(each) for name, each in found.items()}


def filled(text: str, known: Mapping[str, str]) -> str:
    """Put what is known into a text; a fragment may hold names in turn."""
    for _ in range(_DEPTH):
        text = Template(text).safe_substitute(known)
    return text


def differences(expected: Any, seen: Any, at: str = "$") -> Iterator[str]:
    """List where two JSON values differ; the order of members does not count."""
    if isinstance(expected, dict) and isinstance(seen, dict):
        for name in sorted(expected.keys() | seen.keys()):
            if name not in seen or name not in expected:
                yield f"{at}.{name} is {'missing' if name in expected else 'too much'}"
            else:
                yield from differences(expected[name], seen[name], f"{at}.{name}")
    elif isinstance(expected, list) and isinstance(seen, list) and len(expected) == len(seen):
        for index, (one, other) in enumerate(zip(expected, seen, strict=True)):
            yield from differences(one, other, f"{at}[{index}]")
    elif not _same(expected, seen):
        yield f"{at} is {json.dumps(seen)}, not {json.dumps(expected)}"


def _same(expected: Any, seen: Any) -> bool:
    if expected == "<int>":
        return isinstance(seen, int) and not isinstance(seen, bool)
    kind = KINDS.get(expected) if isinstance(expected, str) else None
    if kind is not None:
        return isinstance(seen, str) and kind.fullmatch(seen) is not None
    return type(expected) is type(seen) and bool(expected == seen)
