"""
Rules for texts of a query that stand for something else: numbers, yes and no.

(Nango 0.71.4, validation: coerced numbers and spoken booleans of zod 4)
"""

from __future__ import annotations

from typing import Any, Final

from fake_nango.rules import Issues, Path, Rule, issue, wrong_type


def number(*, least: float | None = None, most: float | None = None) -> Rule:
    """Require a text of a query that is a number, as JavaScript would read it."""

    def check(value: Any, path: Path, issues: Issues) -> None:
        found = as_number(value)
        if found is None:
            message = "Invalid input: expected number, received NaN"
            issues.append(issue("invalid_type", message, path))
        elif least is not None and found < least:
            message = f"Too small: expected number to be >={least:g}"
            issues.append(issue("too_small", message, path))
        elif most is not None and found > most:
            message = f"Too big: expected number to be <={most:g}"
            issues.append(issue("too_big", message, path))

    return check


def as_number(value: Any) -> float | None:
    """Read a number; an empty text is 0, and what is none is None."""
    if not isinstance(value, str):
        return None
    try:
        return float(value) if value.strip() else 0.0
    except ValueError:
        return None


TRUE: Final = frozenset({"true", "1", "yes", "on", "y", "enabled"})
FALSE: Final = frozenset({"false", "0", "no", "off", "n", "disabled"})
_BOOLEANS = '"true"|"1"|"yes"|"on"|"y"|"enabled"|"false"|"0"|"no"|"off"|"n"|"disabled"'


def spoken_boolean(value: Any, path: Path, issues: Issues) -> None:
    """Require a text of a query that means yes or no."""
    if not isinstance(value, str):
        issues.append(wrong_type("string", value, path))
    elif value.lower() not in TRUE | FALSE:
        message = f"Invalid option: expected one of {_BOOLEANS}"
        issues.append(issue("invalid_value", message, path))


def says_yes(value: Any) -> bool:
    """Read a text of a query that has passed `spoken_boolean`."""
    return isinstance(value, str) and value.lower() in TRUE
