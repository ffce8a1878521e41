r"""
Origins of URLs (RFC 6454), compared whole and never by prefix.

`https://ours.example@evil.example`, `//evil.example` and `https:\\evil.example` all look
like ours to a comparison of strings; parsed, none of them has our origin.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

_LONGEST_URL: Final = 2_048
# Browsers drop tabs and newlines and turn backslashes round before they parse a URL;
# a text that two parsers read differently has no origin here.
_PRINTABLE_ASCII: Final = re.compile(r"[\x21-\x5b\x5d-\x7e]+")
_DEFAULT_PORTS: Final[Mapping[str, int]] = {"http": 80, "https": 443}


def origin_of(url: str) -> str | None:
    """Return `scheme://host:port`, or None when the text is not a plain http(s) URL."""
    if len(url) > _LONGEST_URL or not _PRINTABLE_ASCII.fullmatch(url):
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname or "@" in parts.netloc:
        return None
    return f"{parts.scheme}://{parts.hostname}:{port or _DEFAULT_PORTS[parts.scheme]}"
