"""Everything that is wrong with a target file, at once, each with what to write instead."""

from __future__ import annotations

import dataclasses
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
from nango_conformance.target.template import unknown

SELECTORS = frozenset({"token", "link", "expires", "error", "row", "rows", "state", "row_id"})
"""Keys of routes whose values are JMESPath (auth.token, a template, is told apart by its path)."""


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
    if path[-1] in SELECTORS and path[0] in {"connect", "reconnect", "status"}:
        try:
            jmespath.compile(text)
        except jmespath.exceptions.JMESPathError as error:
            yield Problem(path=path, says=f"is not a JMESPath expression: {error}".splitlines()[0])
