"""
Texts that serialisers of JSON do not agree about.

Nango signs the bytes that it sends. A receiver that hashes its own rewriting of the body agrees
with it as long as nothing is written in two ways: letters outside ASCII, signs that are special
in HTML or in JSON. So there are payloads with such letters, rightly signed, and signatures of
the body as others would write it, which differ where a name has such letters.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from fake_nango.forged_payloads import same
from fake_nango.forged_signatures import rightly
from fake_nango.forgery import Change, Defect, Group, Json, Keys, Pairs, Signer, of_payload
from fake_nango.signing import signature_headers

NAME_TAG = "end_user_display_name"
"""The tag that Nango makes of an end user's display name: free text."""

NAMES: Mapping[str, tuple[str, str]] = {
    "a name of foreign letters": ("an accent, Chinese and Cyrillic letters", "Zoé 中文 Ада"),
    "a name with an emoji": ("an emoji, which is two units in UTF-16", "Ada 🚀"),
    "a name with a line separator": ("U+2028, which is no line end in JSON", "Ada\u2028Lovelace"),
    "a name with slashes and angles": ("slashes, <, > and &", "A/D/A <ada> & co"),
    "a name with quotes and backslashes": ("quotes and backslashes", 'Ada "the \\first\\"'),
}
"""Display names as people have them, and what is in each."""

TELLING = 'Zo\u00e9 <A/B> & "C" \u2028\U0001f680'
"""A name that each of the rewritings below writes otherwise than Nango does."""


def _python(body: bytes) -> str:
    return json.dumps(json.loads(body))


def _ascii(body: bytes) -> str:
    return json.dumps(json.loads(body), separators=(",", ":"))


def _spaced(body: bytes) -> str:
    return json.dumps(json.loads(body), ensure_ascii=False, indent=2)


def _php(body: bytes) -> str:
    return _ascii(body).replace("/", "\\/")


def _go(body: bytes) -> str:
    text = json.dumps(json.loads(body), separators=(",", ":"), ensure_ascii=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


REWRITINGS: Mapping[str, tuple[str, Callable[[bytes], str]]] = {
    "a signature of the body as Python writes it": ("with spaces and escapes", _python),
    "a signature of the body in ASCII": ("without spaces, every other letter escaped", _ascii),
    "a signature of the body over several lines": ("indented", _spaced),
    "a signature of the body as PHP writes it": ("with escaped slashes and letters", _php),
    "a signature of the body as Go writes it": ("with <, > and & escaped", _go),
}
"""Ways to write a body otherwise than Nango does, and what each is known by."""


def _named(name: str) -> Change:
    def changed(payload: Json, _keys: Keys) -> Json:
        return {**payload, "tags": {**(payload.get("tags") or {}), NAME_TAG: name}}

    return of_payload(changed)


def _signing(write: Callable[[bytes], str]) -> Signer:
    def signer(body: bytes, keys: Keys) -> Pairs:
        return signature_headers(keys.signing, write(body).encode("utf-8", "surrogatepass"))

    return signer


DEFECTS: Mapping[str, Defect] = {
    **{
        name: Defect(
            told=f"The end user's name has {what}: this should be believed",
            group=Group.PAYLOAD,
            sign=rightly,
            before=_named(text),
            after=same,
        )
        for name, (what, text) in NAMES.items()
    },
    **{
        name: Defect(
            told=f"A name has odd letters; the body is signed as written otherwise: {what}",
            group=Group.SIGNATURE,
            sign=_signing(write),
            before=_named(TELLING),
            after=same,
        )
        for name, (what, write) in REWRITINGS.items()
    },
}
"""Every defect of this kind, by name."""
