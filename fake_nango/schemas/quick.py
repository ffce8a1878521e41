"""
Whether a message keeps a schema: yes or no, and nothing of why.

Nearly every message is right, and to say so takes jsonschema a hundred times as long: it has to
be ready to explain. What is said here is what it would say; a schema with a keyword that is not
known here is not judged here at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sized
from typing import Any, Final

Schema = Mapping[str, Any]
Rule = Schema | bool
Check = Callable[[Any], bool]
Follow = Callable[[str], Check]
"""Return the check that a reference leads to."""

SILENT: Final = frozenset({"$schema", "$id", "$defs", "title", "description"})
JUDGED_TOGETHER: Final = frozenset({"then", "else", "patternProperties"})
"""What the keyword that they belong to takes care of: `if`, and `additionalProperties`."""


class UnknownKeywordError(Exception):
    """A schema says something that only jsonschema understands."""


def check_of(rule: Rule, follow: Follow) -> Check:
    """Return what says whether a value keeps a schema; raise UnknownKeywordError."""
    if isinstance(rule, bool):
        return lambda _value: rule
    checks = tuple(_checks(rule, follow))
    if len(checks) == 1:
        return checks[0]

    def check(value: Any) -> bool:
        # Not `all`: a generator for each value would cost more than what it does.
        for each in checks:  # noqa: SIM110
            if not each(value):
                return False
        return True

    return check


def _checks(schema: Schema, follow: Follow) -> Iterator[Check]:
    if "patternProperties" in schema and "additionalProperties" not in schema:
        schema = {**schema, "additionalProperties": True}
    for keyword in schema:
        if keyword in KEYWORDS:
            yield KEYWORDS[keyword](schema, follow)
        elif keyword not in SILENT | JUDGED_TOGETHER:
            raise UnknownKeywordError(keyword)


def _type(schema: Schema, _follow: Follow) -> Check:
    said = schema["type"]
    tests = tuple(TYPES[name] for name in ([said] if isinstance(said, str) else said))
    if len(tests) == 1:
        return tests[0]
    return lambda value: any(test(value) for test in tests)


def is_number(value: Any) -> bool:
    """Say whether a value is a number; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_integer(value: Any) -> bool:
    """Say whether a value is a whole number, however it is written."""
    return is_number(value) and (isinstance(value, int) or value.is_integer())


TYPES: Final[Mapping[str, Check]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "number": is_number,
    "integer": is_integer,
}


def _among(allowed: list[Any]) -> Check:
    if any(isinstance(each, dict | list) for each in allowed):
        raise UnknownKeywordError("a constant that is not plain")

    def check(value: Any) -> bool:
        # 1 is 1.0, but it is not true.
        return any(
            each == value and isinstance(each, bool) == isinstance(value, bool) for each in allowed
        )

    return check


def _reference(schema: Schema, follow: Follow) -> Check:
    return follow(schema["$ref"])


def _required(schema: Schema, _follow: Follow) -> Check:
    names = frozenset(schema["required"])
    return lambda value: not isinstance(value, dict) or names <= value.keys()


def _properties(schema: Schema, follow: Follow) -> Check:
    checks = {name: check_of(each, follow) for name, each in schema["properties"].items()}

    def check(value: Any) -> bool:
        if isinstance(value, dict):
            for name, member in value.items():
                if name in checks and not checks[name](member):
                    return False
        return True

    return check


def _other_properties(schema: Schema, follow: Follow) -> Check:
    known = frozenset(schema.get("properties", ()))
    patterns = tuple(
        (re.compile(pattern), check_of(each, follow))
        for pattern, each in schema.get("patternProperties", {}).items()
    )
    other = check_of(schema["additionalProperties"], follow)

    def fits(name: str, member: Any) -> bool:
        asked = [check for pattern, check in patterns if pattern.search(name)]
        if not asked and name not in known:
            return other(member)
        return all(check(member) for check in asked)

    def check(value: Any) -> bool:
        if not isinstance(value, dict) or (not patterns and value.keys() <= known):
            return True
        return all(fits(name, member) for name, member in value.items())

    return check


def _names(schema: Schema, follow: Follow) -> Check:
    fits = check_of(schema["propertyNames"], follow)
    return lambda value: not isinstance(value, dict) or all(fits(name) for name in value)


def _items(schema: Schema, follow: Follow) -> Check:
    fits = check_of(schema["items"], follow)
    return lambda value: not isinstance(value, list) or all(fits(each) for each in value)


def _pattern(schema: Schema, _follow: Follow) -> Check:
    search = re.compile(schema["pattern"]).search
    return lambda value: not isinstance(value, str) or search(value) is not None


def _minimum(schema: Schema, _follow: Follow) -> Check:
    least = schema["minimum"]
    return lambda value: not is_number(value) or bool(value >= least)


def _at_least(keyword: str, kind: type[Sized]) -> Callable[[Schema, Follow], Check]:
    def checking(schema: Schema, _follow: Follow) -> Check:
        least = schema[keyword]
        return lambda value: not isinstance(value, kind) or len(value) >= least

    return checking


def _at_most(keyword: str, kind: type[Sized]) -> Callable[[Schema, Follow], Check]:
    def checking(schema: Schema, _follow: Follow) -> Check:
        most = schema[keyword]
        return lambda value: not isinstance(value, kind) or len(value) <= most

    return checking


def _several(keyword: str, enough: Callable[[int, int], bool]) -> Callable[[Schema, Follow], Check]:
    def checking(schema: Schema, follow: Follow) -> Check:
        checks = tuple(check_of(each, follow) for each in schema[keyword])
        return lambda value: enough(sum(check(value) for check in checks), len(checks))

    return checking


def _condition(schema: Schema, follow: Follow) -> Check:
    condition = check_of(schema["if"], follow)
    yes = check_of(schema.get("then", True), follow)
    no = check_of(schema.get("else", True), follow)
    return lambda value: yes(value) if condition(value) else no(value)


def _denial(schema: Schema, follow: Follow) -> Check:
    denied = check_of(schema["not"], follow)
    return lambda value: not denied(value)


KEYWORDS: Final[Mapping[str, Callable[[Schema, Follow], Check]]] = {
    "$ref": _reference,
    "type": _type,
    "const": lambda schema, _follow: _among([schema["const"]]),
    "enum": lambda schema, _follow: _among(schema["enum"]),
    "required": _required,
    "properties": _properties,
    "additionalProperties": _other_properties,
    "propertyNames": _names,
    "items": _items,
    "pattern": _pattern,
    "minimum": _minimum,
    "minLength": _at_least("minLength", str),
    "maxLength": _at_most("maxLength", str),
    "minItems": _at_least("minItems", list),
    "maxItems": _at_most("maxItems", list),
    "maxProperties": _at_most("maxProperties", dict),
    "allOf": _several("allOf", lambda kept, of: kept == of),
    "anyOf": _several("anyOf", lambda kept, _of: kept > 0),
    "oneOf": _several("oneOf", lambda kept, _of: kept == 1),
    "if": _condition,
    "not": _denial,
}
