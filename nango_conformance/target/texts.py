"""The strings of a target file: templates, selectors and queries, and what is wrong with them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import jmespath
import jmespath.exceptions

from nango_conformance.target.template import placeholders, unknown

SELECTORS: Final = frozenset(
    {"token", "link", "expires", "error", "row", "rows", "state", "id", "row_id", "last_sync_at"}
    | {"workspace", "count"}
)
"""Keys whose values are JMESPath, in the sections that read answers."""

READERS: Final = frozenset({"connect", "reconnect", "status", "fixtures", "data"})
"""Sections whose selectors are applied to answers; an attribution's path, to a request."""

LATE: Final = frozenset(
    {
        "fake.url",
        "fake.api_key",
        "fake.signing_key",
        "fake.old_signing_key",
        "fake.proxy_url",
        "fake.ca_file",
    }
    | {"port", "base_url", "python", "run.id", "run.dir"}
)
"""Placeholders that are known when a target is started; the others only in a scenario."""

STARTING: Final = frozenset({("target", "start"), ("target", "expects_env"), ("target", "log")})
"""Where a template is filled before anybody is on the stage."""

OVERRIDDEN: Final[Mapping[str, frozenset[str]]] = {
    "fake.proxy_url": frozenset({"proxy-plain", "proxy-tls"}),
    "fake.ca_file": frozenset({"proxy-tls", "dns-tls"}),
}
"""Placeholders that have a value only where Nango's address is overridden in these ways."""

_WHY: Final[Mapping[str, str]] = {
    "fake.proxy_url": '[nango] override is neither "proxy-plain" nor "proxy-tls"',
    "fake.ca_file": '[nango] override is neither "proxy-tls" nor "dns-tls"',
    "run.dir": 'only a target with mode = "start" can be told of the folder of this run',
}

QUERY_NAMES: Final = frozenset(
    {"actor", "workspace", "integration", "nango_id", "connection", "row"}
)
"""What a query may name behind a colon."""

FIXTURE_NAMES: Final = frozenset({"id", "email", "name", "secret", "workspace", "actor"})
"""What a statement of a fixture may name behind a colon."""

_BOUND: Final = re.compile(r"(?<![:\w\\]):(\w+)(?!:)")
"""A name behind a colon, as SQLAlchemy finds it: no cast, no time of day, not escaped."""

Told = tuple[tuple[str | int, ...], str, str | None]
"""Where, what is wrong, and what may have been meant."""


def texts(document: Mapping[str, Any]) -> Iterator[Told]:
    """Yield what is wrong with the strings of a target file."""
    absent = _absent(document)
    for path, text in _strings(document, ()):
        yield from _of_template(text, path, absent)
        yield from _of_selector(text, path)
        yield from _of_query(text, path)


def _absent(document: Mapping[str, Any]) -> frozenset[str]:
    nango, target = document.get("nango", {}), document.get("target", {})
    override = nango.get("override", "env") if isinstance(nango, Mapping) else "env"
    absent = {name for name, ways in OVERRIDDEN.items() if override not in ways}
    mode = target.get("mode", "attach") if isinstance(target, Mapping) else "attach"
    return frozenset(absent if mode == "start" else {*absent, "run.dir"})


def bound(query: str) -> tuple[str, ...]:
    """Return the names behind colons in a query, in order."""
    return tuple(dict.fromkeys(_BOUND.findall(query)))


def _strings(
    value: Any, path: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _strings(inner, (*path, key))
    elif isinstance(value, Sequence):
        for index, inner in enumerate(value):
            yield from _strings(inner, (*path, index))


def _of_template(text: str, path: tuple[str | int, ...], absent: frozenset[str]) -> Iterator[Told]:
    for name, near in unknown(text):
        yield path, f"{{{name}}} is not a placeholder", near
    for name in placeholders(text):
        if name in absent:
            yield path, f"{{{name}}} has no value here: {_WHY[name]}", None
        elif _is_early(path) and name not in LATE:
            yield path, f"{{{name}}} has no value here", None


def _is_early(path: tuple[str | int, ...]) -> bool:
    late = {("status", "sql", "dsn"), ("frontend", "folder")}
    return path[:2] in STARTING or path in late


def _of_selector(text: str, path: tuple[str | int, ...]) -> Iterator[Told]:
    if _is_selector(path):
        try:
            jmespath.compile(text)
        except jmespath.exceptions.JMESPathError as error:
            yield path, f"is not a JMESPath expression: {error}".splitlines()[0], None


def _is_selector(path: tuple[str | int, ...]) -> bool:
    if path[0] == "attribution":
        return path[-1] == "path"
    if path[:2] == ("status", "sql"):
        return False
    return path[-1] in SELECTORS and path[0] in READERS and "body" not in path


def _of_query(text: str, path: tuple[str | int, ...]) -> Iterator[Told]:
    known = _names_of(path)
    for name in bound(text) if known else ():
        if name not in known:
            near = next(iter(difflib.get_close_matches(name, known, 1)), None)
            yield path, f":{name} means nothing here; there is {_listed(known)}", near


def _names_of(path: tuple[str | int, ...]) -> frozenset[str]:
    if path[:2] == ("status", "sql") and path[-1] != "dsn":
        return QUERY_NAMES
    if path == ("sync", "probe"):
        return QUERY_NAMES
    if path[0] == "fixtures" and "sql" in path:
        return FIXTURE_NAMES
    return frozenset()


def _listed(names: frozenset[str]) -> str:
    return ", ".join(f":{name}" for name in sorted(names))
