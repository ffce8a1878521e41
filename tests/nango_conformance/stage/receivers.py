"""Receivers of webhooks, each with one mistake, and what is to be said of it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from typing import Any

from fake_nango.signing import HMAC_HEADER, LEGACY_HEADER
from tests.fake_nango.control.webhooks.forgeries import KEYS

Headers = Mapping[str, str]
Receiver = Callable[[bytes, Headers], bool]


def digest(body: bytes, key: str | bytes = KEYS.signing) -> str:
    """Return the HMAC that Nango would send, of these bytes with this key."""
    return hmac.new(key.encode() if isinstance(key, str) else key, body, "sha256").hexdigest()


def legacy(body: bytes) -> str:
    """Return the older digest."""
    return hashlib.sha256(KEYS.signing.encode() + body).hexdigest()


def rewritten(body: bytes, **how: Any) -> bytes:
    """Return the parsed body, written anew."""
    return json.dumps(json.loads(body), **how).encode()


def get(headers: Headers, name: str = HMAC_HEADER) -> str:
    """Look a header up as HTTP has it."""
    return {each.lower(): value for each, value in headers.items()}.get(name.lower(), "")


RIGHT: Receiver = lambda body, headers: get(headers) == digest(body)  # noqa: E731 - a table of them
COMPACT = {"separators": (",", ":")}
GO = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028"}


def go(body: bytes) -> bytes:
    """Write the body as Go does."""
    text = rewritten(body, ensure_ascii=False, **COMPACT).decode()
    for letter, escape in GO.items():
        text = text.replace(letter, escape)
    return text.encode()


WRONG: Mapping[str, tuple[Receiver, str]] = {
    "D02": (
        lambda body, headers: get(headers, LEGACY_HEADER) == digest(body),
        "compares the HMAC with X-Nango-Signature",
    ),
    "D03": (
        lambda body, headers: (get(headers, LEGACY_HEADER) or get(headers)) == digest(body),
        "looks for the HMAC in X-Nango-Signature first",
    ),
    "the older digest under the newer name": (
        lambda body, headers: get(headers) == legacy(body),
        "compares a plain hash of key and body",
    ),
    "D07": (lambda _, headers: get(headers) == KEYS.signing, "the secret itself"),
    "D07, as a bearer token": (
        lambda _, headers: get(headers, "Authorization") == f"Bearer {KEYS.signing}",
        "wants the secret as a bearer token",
    ),
    "D09, Python": (
        lambda body, headers: get(headers) == digest(rewritten(body)),
        "written anew with spaces",
    ),
    "D09, indented": (
        lambda body, headers: get(headers) == digest(rewritten(body, ensure_ascii=False, indent=2)),
        "written anew with line ends",
    ),
    "D12": (lambda body, headers: get(headers) == digest(body, KEYS.api), "with the API key"),
    "D14, swapped": (
        lambda body, headers: get(headers) == digest(KEYS.signing.encode(), body),
        "gives the HMAC the body as its key",
    ),
    "D14, parsed": (
        lambda _, headers: get(headers) == digest(b"[object Object]"),
        "hashes the parsed body as if it were a text",
    ),
    "D14, no key": (lambda body, headers: get(headers) == digest(body, ""), "has no key"),
    "D14, undefined": (
        lambda body, headers: get(headers) == digest(body, "undefined"),
        "verifies with the word undefined",
    ),
    "D14, a plain mapping": (
        lambda body, headers: headers.get(HMAC_HEADER.lower()) == digest(body),
        "looks the header up by another letter case",
    ),
    "D16, an id": (
        lambda body, headers: "X-Nango-Event-Id" in headers and RIGHT(body, headers),
        "demands an event id",
    ),
    "D16, a member": (
        lambda body, headers: b'"timestamp"' in body and RIGHT(body, headers),
        "demands a timestamp",
    ),
    "base64": (
        lambda body, headers: (
            get(headers) == base64.b64encode(bytes.fromhex(digest(body))).decode()
        ),
        "writes its digest in base64",
    ),
    "a prefix": (
        lambda body, headers: get(headers) == f"sha256={digest(body)}",
        "wants sha256= before the digest",
    ),
    "capitals": (
        lambda body, headers: get(headers) == digest(body).upper(),
        "writes its digest in capitals",
    ),
}
"""Receivers that refuse what Nango signs, and what is to be said of each."""

LETTERS: Mapping[str, tuple[Receiver, str]] = {
    "D08, in ASCII": (
        lambda body, headers: get(headers) == digest(rewritten(body, **COMPACT)),
        "written anew with escapes",
    ),
    "D09, PHP": (
        lambda body, headers: (
            get(headers) == digest(rewritten(body, **COMPACT).replace(b"/", b"\\/"))
        ),
        "written anew by json_encode",
    ),
    "D09, Go": (lambda body, headers: get(headers) == digest(go(body)), "written anew with <"),
}
"""Receivers that refuse what Nango signs only where a name has odd letters in it."""
