"""The passwords inside the addresses of a description, which nobody declares as secrets."""

from __future__ import annotations

import dataclasses
import re
import urllib.parse
from collections.abc import Iterator, Mapping
from typing import Any, Final

from nango_conformance.target.description import Target

USERINFO: Final = re.compile(r"://[^/?#\s:@]*:([^/?#\s@]+)@")
"""A password before the host of an address (RFC 3986, section 3.2.1)."""


def passwords_in(target: Target) -> Iterator[str]:
    """Yield each of them as it is written, and as it is meant."""
    for text in _texts(dataclasses.asdict(target)):
        for written in USERINFO.findall(text):
            yield written
            yield urllib.parse.unquote(written)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)
