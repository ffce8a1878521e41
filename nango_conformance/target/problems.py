"""Everything that is wrong with a target file, at once, each with what to write instead."""

from __future__ import annotations

import dataclasses
import datetime
import difflib
import functools
import json
from collections.abc import Iterable, Iterator, Mapping
from importlib import resources
from typing import TYPE_CHECKING, Any

from nango_conformance.target.agreement import disagreements
from nango_conformance.target.lines import line_of
from nango_conformance.target.texts import texts

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError

SAYINGS: Mapping[str, str] = {
    "^env:[A-Za-z_][A-Za-z0-9_]*$": (
        "a secret does not stand in this file: write env:NAME and export NAME"
    ),
}
"""What a pattern means, where quoting what broke it would show a secret."""


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
    errors = list(_validator().iter_errors(document))
    found = [problem for error in errors for problem in _of_schema(error)]
    found.extend(Problem(path=p, says=says, suggestion=near) for p, says, near in texts(document))
    found.extend(_of_waivers(document.get("waiver", ())))
    # Keys can be held against each other where each of them is of the right kind.
    if all(error.validator == "additionalProperties" for error in errors):
        found.extend(Problem(path=path, says=says) for path, says in disagreements(document))
    return tuple(sorted(found, key=lambda p: [str(part) for part in p.path]))


@functools.cache
def _validator() -> Draft202012Validator:
    # Whoever is handed a target that another process has read does without.
    from jsonschema import Draft202012Validator

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
    elif error.validator == "anyOf" and path[-1:] != ("sql",):
        yield Problem(path=path, says="says neither 'token' nor 'link': one of them is needed")
    elif error.validator == "oneOf":
        names = " or ".join(repr(one["required"][0]) for one in wanted)
        yield Problem(path=path, says=f"says either {names}, and only one of them")
    elif error.validator == "pattern" and wanted in SAYINGS:
        yield Problem(path=path, says=SAYINGS[wanted])
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
