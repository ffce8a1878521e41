"""What a backend's source says of how it compares signatures (NAF-12.9)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from nango_conformance.errors import Nonconformance, NotObservable
from nango_conformance.evidence import Note
from nango_conformance.kinds import Kind

NANGOS: Final = re.compile(
    r"x-nango-(?:hmac-sha256|signature)|HTTP_X_NANGO_|verify(?:IncomingWebhookRequest|WebhookSignature)",
    re.IGNORECASE,
)
"""A file that is about Nango's signatures: it names a header, or a function of Nango's SDK."""

ANY_HMAC: Final = re.compile(
    r"createHmac|hmac\.new|hmac\.digest|hash_hmac|hmac\.New\(|HMACSHA256|HmacSHA256|OpenSSL::HMAC|Hmac::<"
)
"""A file that makes an HMAC: the comparison may be in a module of its own."""

CONSTANT: Final = re.compile(
    r"timingSafeEqual|compare_digest|hmac\.Equal|ConstantTimeCompare|hash_equals|secure_compare"
    r"|FixedTimeEquals|constant_time|MessageDigest\.isEqual|tsscmp|safe-compare|ct_eq"
    r"|verifyIncomingWebhookRequest"
)
"""Functions that compare in constant time, and the one of Nango's SDK that uses such a one."""

_NAME: Final = (
    r"\b(?:\w*(?:signature|hmac|digest)|sig|mac|expected|computed|calculated|hash)\b(?:\([^()]*\))?"
)
"""What a digest is called, or the call that makes it: a source or a payload's hash is none."""

HASTY: Final = re.compile(
    r"verifyWebhookSignature\s*\("
    rf"|{_NAME}\)?\s*(?:[!=]==?)\s*[\w(]"
    rf"|[\w)\]]\s*(?:[!=]==?)\s*\(?(?:\w+\.)*{_NAME}",
    re.IGNORECASE,
)
"""A comparison that stops at the first difference; so does the SDK's deprecated function."""

_NOTHING: Final = re.compile(
    r"(?:[\w.]+\.length|len\([^)]*\))\s*[!=]==?\s*[\w.()]+"
    r"|[\w.\[\]]+\s*[!=]==?\s*(?:null|undefined|None|nil|''|\"\"|true|false|True|False|\d+)"
)
"""Comparisons of lengths, and with what is no signature."""


def constant_time(files: Mapping[str, str]) -> tuple[Note, ...]:
    """
    Signatures are compared by a function that takes as long for any of them.

    Files that name Nango's headers decide, each for itself; only where they compare nothing,
    those that make an HMAC. Of these nobody knows which is for Nango, so they have to agree. What
    is not found proves nothing: NotObservable.
    """
    for about in (NANGOS, ANY_HMAC):
        mine = {name: text for name, text in files.items() if about.search(text)}
        right = dict(_lines(mine, CONSTANT))
        careful = {where.rpartition(", ")[0] for where in right}
        others = {name: text for name, text in mine.items() if name not in careful}
        hasty = next(_lines(others, HASTY), None)
        if hasty and right and about is ANY_HMAC:
            raise NotObservable(
                f"[target] source compares both ways, at {next(iter(right))} and {hasty[0]}, and "
                "does not show which is for Nango"
            )
        if hasty:
            raise Nonconformance(
                "a comparison in constant time",
                f"{hasty[0]}: {hasty[1]}",
                kind=Kind.HASTY_COMPARISON,
            )
        if right:
            text = f"compared in constant time at {next(iter(right))}"
            return (Note(level="MAY", text=text),)
    raise NotObservable("[target] source shows no comparison of Nango's signatures")


def _lines(files: Mapping[str, str], wanted: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    for name, text in files.items():
        for number, line in enumerate(text.splitlines(), start=1):
            code = line.strip()
            if not _is_told(code) and wanted.search(_NOTHING.sub("", code)):
                yield f"{name}, line {number}", code


def _is_told(code: str) -> bool:
    """Say whether a line is a comment or an import, which compares nothing."""
    return code.startswith(("#", "//", "*", "/*", "import ", "from ", "use ", "using "))
