"""
Rules that a JSON value keeps or breaks, with the issues that Nango's schemas report.

A rule is a function of a value, its path and the list that it adds issues to. The texts
are those of zod 4, which clients of Nango see; `MISSING` stands for a member that is
not there. Order matters: fields in schema order, unknown keys last.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from fake_nango.answers import Issue, invalid

Path = tuple[str, ...]
Issues = list[Issue]
Rule = Callable[[Any, Path, Issues], None]

MISSING: Final = object()
_HIGHEST_SINGLE_UNIT = "\uffff"
_SHORTEST_EMAIL = 5
_PATTERN = "Invalid string: must match pattern"
# The address format of zod 4: a plain local part, and a domain with a top level of letters.
_EMAIL = re.compile(
    r"(?!\.)(?!.*\.\.)[A-Za-z0-9_'+\-.]*[A-Za-z0-9_+-]@(?:[A-Za-z0-9][A-Za-z0-9-]*\.)+[A-Za-z]{2,}"
)


def issue(code: str, message: str, path: Path) -> Issue:
    """Write one issue as Nango's API shows it."""
    return {"code": code, "message": message, "path": list(path)}


def kind_of(value: Any) -> str:
    """Name the type of a value as JavaScript's schemas do."""
    if value is MISSING:
        return "undefined"
    if value is None:
        return "null"
    for kinds, name in _KINDS:
        if isinstance(value, kinds):
            return name
    return "number"


_KINDS: Final[tuple[tuple[type, str], ...]] = (
    (str, "string"),
    (bool, "boolean"),
    (dict, "object"),
    (list, "array"),
)


def wrong_type(expected: str, value: Any, path: Path) -> Issue:
    """Say that a value is of another type than expected."""
    message = f"Invalid input: expected {expected}, received {kind_of(value)}"
    return issue("invalid_type", message, path)


def length(text: str) -> int:
    """Count UTF-16 code units, as JavaScript does."""
    if text.isascii() or max(text) <= _HIGHEST_SINGLE_UNIT:
        return len(text)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def text(
    *,
    least: int = 0,
    most: int | None = None,
    pattern: re.Pattern[str] | None = None,
    shown: str = "",
    too_long: str | None = None,
) -> Rule:
    """Require a string; `shown` is the pattern as JavaScript writes it."""

    def check(value: Any, path: Path, issues: Issues) -> None:
        if not isinstance(value, str):
            issues.append(wrong_type("string", value, path))
            return
        size = length(value)
        if pattern is not None and not pattern.fullmatch(value):
            issues.append(issue("invalid_format", f"{_PATTERN} {shown}", path))
        if size < least:
            message = f"Too small: expected string to have >={least} characters"
            issues.append(issue("too_small", message, path))
        if most is not None and size > most:
            message = too_long or f"Too big: expected string to have <={most} characters"
            issues.append(issue("too_big", message, path))

    return check


def email(value: Any, path: Path, issues: Issues) -> None:
    """Require a mail address of at least five characters."""
    if not isinstance(value, str):
        issues.append(wrong_type("string", value, path))
        return
    if not _EMAIL.fullmatch(value):
        issues.append(issue("invalid_format", "Invalid email address", path))
    if len(value) < _SHORTEST_EMAIL:
        message = f"Too small: expected string to have >={_SHORTEST_EMAIL} characters"
        issues.append(issue("too_small", message, path))


def is_email(value: str) -> bool:
    """Say whether a text is a mail address by Nango's rules."""
    return len(value) >= _SHORTEST_EMAIL and _EMAIL.fullmatch(value) is not None


def boolean(value: Any, path: Path, issues: Issues) -> None:
    """Require true or false."""
    if not isinstance(value, bool):
        issues.append(wrong_type("boolean", value, path))


def whole(*, least: int, most: int) -> Rule:
    """Require a whole number within its bounds."""

    def check(value: Any, path: Path, issues: Issues) -> None:
        if isinstance(value, bool) or not isinstance(value, int | float):
            issues.append(wrong_type("number", value, path))
        elif value != int(value):
            message = "Invalid input: expected int, received number"
            issues.append(issue("invalid_type", message, path))
        elif value < least:
            issues.append(issue("too_small", f"Too small: expected number to be >={least}", path))
        elif value > most:
            issues.append(issue("too_big", f"Too big: expected number to be <={most}", path))

    return check


def anything(_value: Any, _path: Path, _issues: Issues) -> None:
    """Allow any value."""


def loose_object(value: Any, path: Path, issues: Issues) -> None:
    """Require an object, whatever is in it."""
    if not isinstance(value, dict):
        issues.append(wrong_type("object", value, path))


class Optional:
    """A rule for a member that may be absent."""

    __slots__ = ("rule",)

    def __init__(self, rule: Rule) -> None:
        self.rule = rule

    def __call__(self, value: Any, path: Path, issues: Issues) -> None:
        """Check the member if it is there."""
        if value is not MISSING:
            self.rule(value, path, issues)


def optional(rule: Rule) -> Rule:
    """Allow the member to be absent."""
    return Optional(rule)


def shape(fields: Mapping[str, Rule], *, strict: bool = True) -> Rule:
    """Require an object with these fields; a strict one has no others."""
    # Most members are absent from most bodies: those are passed over without a call.
    members = tuple(
        (name, rule.rule, False) if isinstance(rule, Optional) else (name, rule, True)
        for name, rule in fields.items()
    )

    def check(value: Any, path: Path, issues: Issues) -> None:
        if not isinstance(value, dict):
            issues.append(wrong_type("object", value, path))
            return
        found = 0
        for name, rule, required in members:
            if name in value:
                found += 1
                rule(value[name], (*path, name), issues)
            elif required:
                rule(MISSING, (*path, name), issues)
        if strict and found < len(value):
            issues.append(unrecognized([key for key in value if key not in fields], path))

    return check


def unrecognized(keys: list[str], path: Path = ()) -> Issue:
    """Say that keys are not part of a schema."""
    listed = ", ".join(f'"{key}"' for key in keys)
    return issue("unrecognized_keys", f"Unrecognized key{'s'[: len(keys) - 1]}: {listed}", path)


def each(rule: Rule, *, most: int | None = None) -> Rule:
    """Require an array whose items keep a rule."""

    def check(value: Any, path: Path, issues: Issues) -> None:
        if not isinstance(value, list):
            issues.append(wrong_type("array", value, path))
            return
        for index, item in enumerate(value):
            rule(item, (*path, str(index)), issues)
        if most is not None and len(value) > most:
            message = f"Too big: expected array to have <={most} items"
            issues.append(issue("too_big", message, path))

    return check


def record(key_pattern: re.Pattern[str] | None, rule: Rule, *, longest_key: int = 255) -> Rule:
    """Require a map; a key that breaks its pattern hides its value's issues."""

    def check(value: Any, path: Path, issues: Issues) -> None:
        if not isinstance(value, dict):
            issues.append(wrong_type("record", value, path))
            return
        for key, item in value.items():
            if key_pattern is not None and (
                len(key) > longest_key or not key_pattern.fullmatch(key)
            ):
                issues.append(issue("invalid_key", "Invalid key in record", (*path, key)))
            else:
                rule(item, (*path, key), issues)

    return check


def broken(rule: Rule, value: Any) -> Issues:
    """List the issues of a whole value."""
    issues: Issues = []
    rule(value, (), issues)
    return issues


def demand(rule: Rule, value: Any, what: str) -> None:
    """Refuse a value that breaks a rule: `what` is `invalid_body` and its kin."""
    issues = broken(rule, value)
    if issues:
        raise invalid(what, issues)


def one_of(*options: str) -> Rule:
    """Require one of a few texts."""
    listed = "|".join(f'"{each}"' for each in options)

    def check(value: Any, path: Path, issues: Issues) -> None:
        if value not in options:
            message = f"Invalid option: expected one of {listed}"
            issues.append(issue("invalid_value", message, path))

    return check


def either(fits: Callable[[Any], bool], message: str = "Invalid input") -> Rule:
    """Require what fits one of several shapes; which one was meant cannot be said."""

    def check(value: Any, path: Path, issues: Issues) -> None:
        if not fits(value):
            issues.append(issue("invalid_union", message, path))

    return check
