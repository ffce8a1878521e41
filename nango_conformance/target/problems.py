"""Everything that is wrong with a target file, at once, each with what to write instead."""

from __future__ import annotations

import dataclasses
import datetime
import difflib
import functools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import resources
from typing import Any

import jmespath
import jmespath.exceptions
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from nango_conformance.target.lines import line_of
from nango_conformance.target.template import placeholders, unknown

SELECTORS = frozenset(
    {"token", "link", "expires", "error", "row", "rows", "state", "id", "row_id", "last_sync_at"}
    | {"workspace"}
)
"""Keys whose values are JMESPath, in the sections that read answers."""

READERS = frozenset({"connect", "reconnect", "status", "fixtures"})
"""Sections whose selectors are applied to answers; an attribution's path, to a request."""

LATE = frozenset({"fake.url", "fake.api_key", "fake.signing_key", "port", "base_url", "python"})
"""Placeholders that are known when a target is started; the others only in a scenario."""


UNFILLED = frozenset({"fake.proxy_url", "fake.ca_file"})
"""Placeholders of the closed list that nothing fills yet."""

STARTING = frozenset({("target", "start"), ("target", "expects_env")})
"""Where a template is filled before anybody is on the stage."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing to change: where it stands, what is wrong, and what would be right."""

    path: tuple[str | int, ...]
    says: str
    suggestion: str | None = None

    def told(self, text: str) -> str:
        """Return one line for a person, with the line number where the file has one."""
        line = line_of(text, self.path)
        place = ".".join(str(part) for part in self.path) or "the file"
        where = f"line {line}: {place}" if line else place
        return f"{where}: {self.says}" + (
            f" (did you mean {self.suggestion!r}?)" if self.suggestion else ""
        )


def problems(document: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Return every problem of a parsed target file, in the order of the file's paths."""
    found = [p for error in _validator().iter_errors(document) for p in _of_schema(error)]
    found.extend(_of_values(document, ()))
    found.extend(_of_waivers(document.get("waiver", ())))
    head = document.get("target", {})
    if isinstance(head, Mapping) and head.get("mode") == "start" and "start" not in head:
        says = 'mode = "start" needs a [target.start] section with the command'
        found.append(Problem(path=("target", "mode"), says=says))
    return tuple(sorted(found, key=lambda p: [str(part) for part in p.path]))


@functools.cache
def _validator() -> Draft202012Validator:
    text = resources.files("nango_conformance.target").joinpath("target.schema.json").read_text()
    return Draft202012Validator(json.loads(text))


def _of_schema(error: ValidationError) -> Iterator[Problem]:
    path = tuple(error.absolute_path)
    schema: Any = error.schema
    wanted: Any = error.validator_value
    found: Any = error.instance
    if error.validator == "additionalProperties":
        known = schema["properties"]
        says = f"unknown key; this section has {', '.join(sorted(known))}"
        strange = [key for key in found if key not in known]
        yield from (_near((*path, key), says, key, known) for key in strange)
    elif error.validator == "required":
        missing = [key for key in wanted if key not in found]
        yield from (Problem(path=(*path, key), says="is needed and missing") for key in missing)
    elif error.validator == "enum":
        says = f"{found!r} is not one of {', '.join(map(str, wanted))}"
        yield _near(path, says, str(found), map(str, wanted))
    elif error.validator == "anyOf":
        yield Problem(path=path, says="says neither 'token' nor 'link': one of them is needed")
    else:
        yield Problem(path=path, says=error.message)


def _near(path: tuple[str | int, ...], says: str, given: str, known: Iterable[str]) -> Problem:
    near = difflib.get_close_matches(given, list(known), 1)
    return Problem(path=path, says=says, suggestion=near[0] if near else None)


def _of_waivers(waivers: Any) -> Iterator[Problem]:
    tables = waivers if isinstance(waivers, list) else ()
    for index, waiver in enumerate(tables):
        if isinstance(waiver, Mapping) and not _is_day(waiver.get("until", "2000-01-01")):
            says = f"{waiver['until']!r} is not a day; write it as until = 2027-01-31"
            yield Problem(path=("waiver", index, "until"), says=says)


def _is_day(value: Any) -> bool:
    if isinstance(value, str):
        try:
            datetime.date.fromisoformat(value)
        except ValueError:
            return False
        return True
    return isinstance(value, datetime.date) and not isinstance(value, datetime.datetime)


def _of_values(value: Any, path: tuple[str | int, ...]) -> Iterator[Problem]:
    if isinstance(value, str):
        yield from _of_text(value, path)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _of_values(inner, (*path, key))
    elif isinstance(value, Sequence):
        for index, inner in enumerate(value):
            yield from _of_values(inner, (*path, index))


def _of_text(text: str, path: tuple[str | int, ...]) -> Iterator[Problem]:
    for name, near in unknown(text):
        yield Problem(path=path, says=f"{{{name}}} is not a placeholder", suggestion=near)
    for name in placeholders(text):
        if name in UNFILLED or (path[:2] in STARTING and name not in LATE):
            yield Problem(path=path, says=f"{{{name}}} has no value here")
    if _is_selector(path):
        try:
            jmespath.compile(text)
        except jmespath.exceptions.JMESPathError as error:
            yield Problem(path=path, says=f"is not a JMESPath expression: {error}".splitlines()[0])


def _is_selector(path: tuple[str | int, ...]) -> bool:
    if path[0] == "attribution":
        return path[-1] == "path"
    return path[-1] in SELECTORS and path[0] in READERS and "body" not in path
