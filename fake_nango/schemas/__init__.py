"""
The messages of the ten steps as JSON Schema 2020-12, and how one is held against another.

A complaint says where and what kind, and never repeats the value: a token that is wrong by
a letter is still a token, and complaints end up in reports.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from fake_nango.schemas.quick import Check, UnknownKeywordError, check_of

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError
    from referencing import Registry

SUFFIX: Final = ".schema.json"
MOST_COMPLAINTS: Final = 20
LONGEST_NAME: Final = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """One place where a message is not what its schema says."""

    path: str
    message: str


@cache
def schemas() -> Mapping[str, Any]:
    """Return all schemas by their files' names, read once when the first message is judged."""
    return {
        each.name: json.loads(each.read_text("utf-8"))
        for each in files("fake_nango").joinpath("schemas").iterdir()
        if each.name.endswith(SUFFIX)
    }


@cache
def registry() -> Registry[Any]:
    """Return all schemas as something that knows where a reference leads."""
    from referencing import Registry, Resource

    return Registry().with_resources(
        (schema["$id"], Resource.from_contents(schema)) for schema in schemas().values()
    )


@cache
def validator(name: str) -> Draft202012Validator:
    """Return the compiled schema of this name."""
    from jsonschema import Draft202012Validator

    return Draft202012Validator(schemas()[name + SUFFIX], registry=registry())


@cache
def quick(name: str) -> Check | None:
    """Return what says whether a message keeps the schema of this name, if that can be said."""
    try:
        return _led_to(name + SUFFIX, "")
    except UnknownKeywordError:
        return None


@cache
def _led_to(file: str, pointer: str) -> Check:
    schema = schemas()[file]
    for step in pointer.split("/")[1:]:
        schema = schema[step]

    def follow(reference: str) -> Check:
        other, _, place = reference.partition("#")
        return _led_to(other or file, place)

    return check_of(schema, follow)


def complaints(name: str, message: Any) -> tuple[Complaint, ...]:
    """Return where the message breaks the schema of this name; nothing when it does not."""
    check = quick(name)
    if check is not None and check(message):
        return ()
    errors = sorted(validator(name).iter_errors(message), key=lambda error: error.json_path)
    found = (
        Complaint(path=each.json_path, message=describe(each))
        for error in errors
        for each in leaves(error)
    )
    return tuple(dict.fromkeys(found))[:MOST_COMPLAINTS]


def leaves(error: ValidationError) -> Iterator[ValidationError]:
    """Yield the error, or of several alternatives the errors of the one that came closest."""
    if error.validator not in {"anyOf", "oneOf"} or not error.context:
        yield error
        return
    branches: dict[Any, list[ValidationError]] = {}
    for each in error.context:
        branches.setdefault(each.schema_path[0], []).append(each)
    for each in min(branches.values(), key=distance):
        yield from leaves(each)


def distance(errors: list[ValidationError]) -> tuple[int, int, int]:
    """Say how far an alternative is from fitting: another constant, another type, its errors."""
    shallow = [each for each in errors if len(each.relative_path) <= 1]
    return (
        sum(each.validator == "const" for each in shallow),
        sum(each.validator == "type" and not each.relative_path for each in errors),
        len(errors),
    )


def absent(error: ValidationError) -> str:
    """Name the one required property that this error is about; there is an error for each."""
    required: Any = error.validator_value
    return next(f'"{name}" is missing' for name in required if error.message.startswith(repr(name)))


def unknown(error: ValidationError) -> str:
    """Name the properties that nobody knows."""
    schema: Any = error.schema
    sent: Any = error.instance
    names = sorted(name[:LONGEST_NAME] for name in sent if name not in schema["properties"])
    return f"unknown: {', '.join(names)}"


DESCRIPTIONS: Final[dict[str, Callable[[ValidationError], str]]] = {
    "required": absent,
    "additionalProperties": unknown,
    "type": lambda error: f"is not of type {error.validator_value}",
    "const": lambda error: f"is not {json.dumps(error.validator_value)}",
    "enum": lambda error: f"is none of {json.dumps(error.validator_value)}",
    "pattern": lambda error: f"does not match {error.validator_value}",
    "minLength": lambda error: f"is shorter than {error.validator_value}",
    "maxLength": lambda error: f"is longer than {error.validator_value}",
    "minimum": lambda error: f"is less than {error.validator_value}",
    "minItems": lambda error: f"has fewer than {error.validator_value} entries",
    "maxItems": lambda error: f"has more than {error.validator_value} entries",
    "maxProperties": lambda error: f"has more than {error.validator_value} keys",
    "not": lambda error: f"must not have {json.dumps(error.validator_value)}",
}


def describe(error: ValidationError) -> str:
    """Say what is wrong without showing the value."""
    words = DESCRIPTIONS.get(str(error.validator))
    return words(error) if words else f'breaks the rule "{error.validator}"'
