"""The quick word on a message is jsonschema's own, whatever is asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from fake_nango.schemas import SUFFIX, quick, schemas, validator
from fake_nango.schemas.quick import UnknownKeywordError, check_of

NAMES = sorted(name.removesuffix(SUFFIX) for name in schemas())

WORDS = (
    "2026-08-21T10:00:00.000Z", "2026-08-21T10:00:00.000+00:00", "OAUTH2", "API_KEY", "BASIC",
    "8a4ac1f7-9e7a-4a36-9a3c-1f2b3c4d5e6f", "ada@example.com", "nango_connect_session_" + "0" * 64,
    "http://localhost:3009/", "nango", "auth", "sync", "creation", "end_user_email", "true", "Ada",
    "", "x" * 256, "é ü\n", "1",
)  # fmt: skip

VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 1.0, 1.5, "", "a", "ab", "abc", "1", [], [1], [1, "a"], ["a", "b"],
    [[1]], {}, {"a": 1}, {"a": "x", "b": 2}, {"ab": None}, {"b": True}, {"a": {"a": 1}},
)  # fmt: skip

RULES: tuple[dict[str, Any], ...] = (
    *({"type": each} for each in ("object", "array", "string", "boolean", "null", "number")),
    {"type": "integer"},
    {"type": ["string", "null"]},
    *({"const": each} for each in (1, True, None, "a", 1.5, 0, False)),
    {"enum": [1, "a", None, False]},
    {"required": ["a"]},
    {"properties": {"a": {"type": "integer"}, "b": False}},
    {"additionalProperties": False},
    {"properties": {"a": {}}, "additionalProperties": {"type": "integer"}},
    {"patternProperties": {"b": {"type": "null"}}},
    {
        "properties": {"ab": {"type": "null"}},
        "patternProperties": {"^a": {"type": "integer"}},
        "additionalProperties": False,
    },
    {"propertyNames": {"maxLength": 1}},
    {"items": {"type": "integer"}},
    {"items": False},
    {"pattern": "b$"},
    {"minimum": 1},
    {"minLength": 2},
    {"maxLength": 1},
    {"minItems": 2},
    {"maxItems": 1},
    {"maxProperties": 1},
    {"allOf": [{"type": "object"}, {"required": ["a"]}]},
    {"anyOf": [{"type": "object"}, {"type": "null"}]},
    {"oneOf": [{"type": "number"}, {"minimum": 1}]},
    {"not": {"type": "string"}},
    {"if": {"type": "string"}, "then": {"minLength": 2}, "else": {"type": "array"}},
    {"if": {"type": "string"}, "else": {"type": "array"}},
    {"then": False},
    {"type": "string", "minLength": 1, "maxLength": 2},
    {},
)


@pytest.mark.parametrize("rule", RULES, ids=json.dumps)
def test_every_keyword_means_what_it_means(rule: dict[str, Any]) -> None:
    """Each, and what it says to values that it is not about."""
    check = check_of(rule, lambda _reference: check_of(True, _nowhere))
    exact = Draft202012Validator(rule)

    for value in VALUES:
        assert check(value) == exact.is_valid(value), value


def _nowhere(reference: str) -> Any:
    raise AssertionError(reference)


@pytest.mark.parametrize(
    "rule", [{"uniqueItems": True}, {"items": {"format": "date"}}, {"const": {}}, {"enum": [[]]}]
)
def test_what_is_not_known_is_not_judged(rule: dict[str, Any]) -> None:
    """Not even where it stands inside."""
    with pytest.raises(UnknownKeywordError):
        check_of(rule, _nowhere)


def _fitting(schema: Any, file: str, draw: Any) -> Any:
    """Draw a value that is likely to keep a schema: its own names, types and constants."""
    if not isinstance(schema, dict):
        return draw(st.sampled_from(VALUES))
    if "$ref" in schema:
        other, _, place = schema["$ref"].partition("#")
        found = schemas()[other or file]
        for step in place.split("/")[1:]:
            found = found[step]
        return _fitting(found, other or file, draw)
    for keyword in ("anyOf", "oneOf"):
        if keyword in schema and "properties" not in schema:
            return _fitting(draw(st.sampled_from(schema[keyword])), file, draw)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return draw(st.sampled_from(schema["enum"]))
    kinds = schema.get("type", "object")
    return _of_kind(draw(st.sampled_from([kinds] if isinstance(kinds, str) else kinds)))(
        schema, file, draw
    )


def _an_object(schema: Any, file: str, draw: Any) -> Any:
    left_out = {name for name in schema.get("properties", {}) if draw(st.integers(0, 7)) == 0}
    made = {
        name: _fitting(each, file, draw)
        for name, each in schema.get("properties", {}).items()
        if name not in left_out
    }
    if draw(st.integers(0, 7)) == 0:
        made[draw(st.sampled_from(WORDS))] = draw(st.sampled_from((*WORDS, *VALUES)))
    return made


def _of_kind(kind: str) -> Any:
    return {
        "object": _an_object,
        "array": lambda schema, file, draw: [
            _fitting(schema.get("items"), file, draw) for _ in range(draw(st.integers(0, 2)))
        ],
        "string": lambda _schema, _file, draw: draw(st.sampled_from(WORDS)),
        "boolean": lambda _schema, _file, draw: draw(st.booleans()),
        "null": lambda _schema, _file, _draw: None,
    }.get(kind, lambda _schema, _file, draw: draw(st.sampled_from((0, 1, -1, 1.0, 2.5))))


@st.composite
def messages(draw: Any) -> tuple[str, Any]:
    """Return a schema's name and a message that is about what it asks for."""
    name = draw(st.sampled_from(NAMES))
    return name, _fitting(schemas()[name + SUFFIX], name + SUFFIX, draw)


@given(messages())
def test_every_message_is_judged_as_jsonschema_does(drawn: tuple[str, Any]) -> None:
    """All schemas can be judged quickly, and none differently."""
    name, message = drawn
    check = quick(name)

    assert check is not None
    assert check(message) == validator(name).is_valid(message)


def _broken_somewhere(message: Any) -> Iterator[Any]:
    """Yield a message with each of its members left out, or something else in its place."""
    if not isinstance(message, dict):
        yield from VALUES
        return
    for name, member in message.items():
        yield {key: each for key, each in message.items() if key != name}
        yield from ({**message, name: each} for each in _broken_somewhere(member))
    yield {**message, "unknown": 1}


CREATION = {
    "from": "nango", "type": "auth", "operation": "creation", "success": True, "connectionId": "c",
    "providerConfigKey": "outlook", "provider": "microsoft", "authMode": "OAUTH2",
    "environment": "dev", "tags": {"end_user_id": "u_1"},
    "endUser": {"endUserId": "u_1", "endUserEmail": None, "tags": {}},
}  # fmt: skip


def test_every_breach_of_one_message_is_seen() -> None:
    """A message that is right all through, and wrong in one place."""
    check = quick("auth-webhook")
    exact = validator("auth-webhook")

    assert check is not None
    assert check(CREATION)
    for broken in _broken_somewhere(CREATION):
        assert check(broken) == exact.is_valid(broken), broken
