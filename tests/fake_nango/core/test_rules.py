"""Rules and their issues: the texts and the order that clients of Nango see."""

from __future__ import annotations

from typing import Any

import pytest

from fake_nango.fields import connection_id, end_user, tags, webhook_url
from fake_nango.query_rules import number, says_yes, spoken_boolean
from fake_nango.rules import (
    MISSING,
    boolean,
    broken,
    each,
    either,
    kind_of,
    loose_object,
    one_of,
    optional,
    record,
    shape,
    text,
    unrecognized,
)


def issue(code: str, message: str, *path: str) -> dict[str, Any]:
    """Write one issue in short."""
    return {"code": code, "message": message, "path": list(path)}


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (MISSING, "undefined"),
        (None, "null"),
        ("", "string"),
        (True, "boolean"),
        (1, "number"),
        (1.5, "number"),
        ({}, "object"),
        ([], "array"),
    ],
)
def test_types_have_javascripts_names(value: Any, name: str) -> None:
    """Errors speak of undefined and null, not of None."""
    assert kind_of(value) == name


def test_issues_come_in_schema_order_with_unknown_keys_last() -> None:
    """Each object tells of its own unknown keys after its fields."""
    rule = shape({"a": shape({"b": text()}), "c": optional(boolean)})

    assert broken(rule, {"x": 1, "c": 3, "a": {"b": 1, "y": 2}, "z": 4}) == [
        issue("invalid_type", "Invalid input: expected string, received number", "a", "b"),
        issue("unrecognized_keys", 'Unrecognized key: "y"', "a"),
        issue("invalid_type", "Invalid input: expected boolean, received number", "c"),
        issue("unrecognized_keys", 'Unrecognized keys: "x", "z"'),
    ]


def test_a_missing_member_is_undefined_and_an_optional_one_is_not_missed() -> None:
    """Only what is required is asked for."""
    rule = shape({"a": text(), "b": optional(text())})

    assert broken(rule, {}) == [
        issue("invalid_type", "Invalid input: expected string, received undefined", "a")
    ]
    assert broken(rule, MISSING) == [
        issue("invalid_type", "Invalid input: expected object, received undefined")
    ]


def test_lengths_are_counted_in_utf_16_code_units() -> None:
    """A rocket is two of them, as in JavaScript."""
    rule = text(most=2)

    assert broken(rule, "🚀") == []
    assert broken(rule, "🚀a") == [
        issue("too_big", "Too big: expected string to have <=2 characters")
    ]
    assert broken(rule, "ééé") != []


def test_items_are_numbered_by_texts() -> None:
    """A path holds no numbers, not even for arrays."""
    assert broken(each(text(), most=1), ["a", 1]) == [
        issue("invalid_type", "Invalid input: expected string, received number", "1"),
        issue("too_big", "Too big: expected array to have <=1 items"),
    ]


def test_a_key_that_breaks_its_pattern_hides_its_value() -> None:
    """The record says no more than that the key is wrong."""
    assert broken(tags, {"1a": 1}) == [issue("invalid_key", "Invalid key in record", "1a")]
    assert broken(record(None, text()), []) == [
        issue("invalid_type", "Invalid input: expected record, received array")
    ]


@pytest.mark.parametrize(
    ("address", "count"),
    [
        ("a@b.co", 0),
        ("first.last+tag@sub.example.com", 0),
        (".a@example.com", 1),
        ("a..b@example.com", 1),
        ("a@localhost", 1),
        ("not-an-email", 1),
        ("", 2),
        ("a", 2),
    ],
)
def test_addresses_are_checked_twice_over(address: str, count: int) -> None:
    """A bad and short one breaks its format and its least length."""
    assert len(broken(end_user, {"id": "u", "email": address})) == count


def test_tags_are_judged_as_a_whole_only_when_each_is_right() -> None:
    """Too many, twice the same, a bad address: Nango's own words."""
    many = {f"k{number}": "v" for number in range(11)}
    assert broken(tags, many) == [issue("custom", "Tags cannot contain more than 10 keys")]
    assert broken(tags, {"A": "x", "a": "y"}) == [
        issue("custom", 'Duplicate tag key after case normalization: "a"')
    ]
    assert broken(tags, {"End_User_Email": "nope"}) == [
        issue("custom", 'Tag "end_user_email" must be a valid email')
    ]
    assert [each["code"] for each in broken(tags, {"a": "", **many})] == ["too_small"]
    assert broken(tags, {"a": "v" * 256}) == [
        issue("too_big", "Tag values must be at most 255 characters", "a")
    ]


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("", None),
        ("https://example.com/hook", None),
        ("http://127.0.0.1:3000/hook", None),
        ("nope", "Invalid input"),
        (None, "Invalid input"),
        ("ftp://example.com/x", "This webhook URL is not allowed."),
        (
            "https://api.nango.dev/x",
            "Webhook URLs cannot point to Nango's domain (nango.dev).",
        ),
    ],
)
def test_webhook_urls(url: Any, message: str | None) -> None:
    """Loopback passes, unlike in Nango: that is where tests live."""
    found = [each["message"] for each in broken(webhook_url, url)]

    assert found == ([] if message is None else [message])


def test_a_connection_id_may_hold_punctuation_but_no_line_break() -> None:
    """The pattern is shown as JavaScript writes it."""
    assert broken(connection_id, "a-b@c:{d}|'e'/f") == []
    (problem,) = broken(connection_id, "a\nb")
    assert problem["message"] == (
        "Invalid string: must match pattern /^[a-zA-Z0-9,.;:=+~[\\]|@${}\"'\\\\/_ -]+$/"
    )


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("10", None),
        ("", "Too small: expected number to be >=1"),
        ("x", "Invalid input: expected number, received NaN"),
        ("2001", "Too big: expected number to be <=2000"),
        (["1", "2"], "Invalid input: expected number, received NaN"),
    ],
)
def test_numbers_of_a_query(value: Any, message: str | None) -> None:
    """A text is read as JavaScript reads it: an empty one is zero."""
    found = [each["message"] for each in broken(number(least=1, most=2000), value)]

    assert found == ([] if message is None else [message])


def test_yes_and_no_have_many_names() -> None:
    """What they are is decided without regard to letter case."""
    assert broken(spoken_boolean, "TRUE") == []
    assert says_yes("On")
    assert not says_yes("off")
    assert not says_yes(None)
    (problem,) = broken(spoken_boolean, "maybe")
    assert problem["code"] == "invalid_value"
    assert broken(spoken_boolean, {})[0]["code"] == "invalid_type"


def test_choices_and_shapes() -> None:
    """What fits none of several shapes is simply invalid."""
    assert broken(one_of("a", "b"), "c") == [
        issue("invalid_value", 'Invalid option: expected one of "a"|"b"')
    ]
    assert broken(either(callable), 1) == [issue("invalid_union", "Invalid input")]
    assert broken(loose_object, 1)[0]["code"] == "invalid_type"
    assert broken(boolean, True) == []
    assert unrecognized(["a"])["message"] == 'Unrecognized key: "a"'
