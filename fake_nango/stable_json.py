"""
JSON whose bytes depend on nothing but its value, as Nango signs it.

Nango 0.71.4 serialises a webhook once, with sorted keys and no spaces, signs that text
and sends it. JavaScript decides the details: keys sort by UTF-16 code unit but
array-like ones come first, numbers are written as JavaScript writes them, and
everything outside ASCII stays as it is.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any

_LARGEST_INDEX = 2**32 - 2
_EXACT_INTEGER = 2**53
_INDEX = re.compile(r"0|[1-9][0-9]{0,9}\Z")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
# ECMA-262, Number::toString: decimal notation from 1e-7 up to, not including, 1e21.
_DECIMAL_FROM = -7
_DECIMAL_TO = 21


def stable(value: Any) -> str:
    """Write a JSON value with sorted keys, no spaces and raw UTF-8."""
    return _LONE_SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", _text(value))


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        members = (f"{_string(key)}:{_text(value[key])}" for key in sorted(value, key=_rank))
        return "{" + ",".join(members) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(_text, value)) + "]"
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, bool) or value is None:
        return json.dumps(value)
    return _number(value)


def _string(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _rank(key: str) -> tuple[int, int, bytes]:
    if _INDEX.match(key) and int(key) <= _LARGEST_INDEX:
        return (0, int(key), b"")
    return (1, 0, key.encode("utf-16-be", "surrogatepass"))


def _number(value: float) -> str:
    if isinstance(value, int) and abs(value) <= _EXACT_INTEGER:
        return str(value)
    number = float(value)
    if not math.isfinite(number):
        return "null"
    if number == 0:
        return "0"
    sign = "-" if number < 0 else ""
    return sign + _digits(abs(number))


def _digits(number: float) -> str:
    mantissa, _, exponent = f"{number!r}".partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0") or "0"
    leading = len(whole + fraction) - len((whole + fraction).lstrip("0"))
    point = len(whole) - leading + int(exponent or 0)
    digits = digits.rstrip("0") or "0"
    if _DECIMAL_FROM < point - 1 < _DECIMAL_TO:
        return _decimal(digits, point)
    tail = f".{digits[1:]}" if len(digits) > 1 else ""
    power = point - 1
    return f"{digits[0]}{tail}e{'+' if power > 0 else '-'}{abs(power)}"


def _decimal(digits: str, point: int) -> str:
    if point <= 0:
        return "0." + "0" * -point + digits
    if len(digits) <= point:
        return digits + "0" * (point - len(digits))
    return f"{digits[:point]}.{digits[point:]}"
