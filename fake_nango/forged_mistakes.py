"""
What a receiver would have to be sent that makes a usual mistake.

None of these comes from Nango. Who refuses the genuine webhook and believes one of them has
shown which mistake it makes.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping

from fake_nango.clock import iso_ms
from fake_nango.forged_payloads import same
from fake_nango.forged_signatures import rightly
from fake_nango.forgery import Change, Defect, Group, Keys, Pairs, Signer, of_payload
from fake_nango.signing import HMAC_HEADER as HMAC
from fake_nango.signing import LEGACY_HEADER as LEGACY
from fake_nango.signing import signature_headers

TIMESTAMP = "X-Nango-Timestamp"
AT = 1_767_225_600.0
"""An hour that is always the same: nothing about a forgery is random."""

OBJECT = b"[object Object]"
"""What JavaScript makes of a parsed body that is treated as a text."""


def _swapped(body: bytes, keys: Keys) -> Pairs:
    return ((HMAC, hmac.new(body, keys.signing.encode(), hashlib.sha256).hexdigest()),)


def _of_object(_body: bytes, keys: Keys) -> Pairs:
    return signature_headers(keys.signing, OBJECT)


def _small(body: bytes, keys: Keys) -> Pairs:
    return tuple((name.lower(), value) for name, value in rightly(body, keys))


def _legacy_as_hmac(body: bytes, keys: Keys) -> Pairs:
    return ((HMAC, dict(rightly(body, keys))[LEGACY]),)


def _of_key_bytes(body: bytes, keys: Keys) -> Pairs:
    key = bytes.fromhex("".join(each for each in keys.signing if each in "0123456789abcdef")[:32])
    return ((HMAC, hmac.new(key, body, hashlib.sha256).hexdigest()),)


def _timestamped(body: bytes, keys: Keys) -> Pairs:
    at: str = json.loads(body)["timestamp"]
    return (*rightly(body, keys), (TIMESTAMP, at))


_with_timestamp = of_payload(lambda payload, _: {**payload, "timestamp": iso_ms(AT)})


def _mistake(told: str, sign: Signer, *, before: Change = same) -> Defect:
    group = Group.SIGNATURE if before is same else Group.PAYLOAD
    return Defect(told=told, group=group, sign=sign, before=before, after=same)


DEFECTS: Mapping[str, Defect] = {
    "key and body swapped": _mistake("The body is the key of the HMAC, the key its text", _swapped),
    "a signature of the words object Object": _mistake(
        "The signatures are of what JavaScript writes for any object", _of_object
    ),
    "a signature under small names": _mistake(
        "Both signatures are right, under names in small letters: some proxies write them so",
        _small,
    ),
    "the legacy signature under the HMAC's name": _mistake(
        "The older digest stands in the newer header, alone", _legacy_as_hmac
    ),
    "a signature with the key's own bytes": _mistake(
        "The key was taken for hexadecimal digits, and decoded", _of_key_bytes
    ),
    "an added timestamp": _mistake(
        "A time is in the payload and in a header", _timestamped, before=_with_timestamp
    ),
}
"""Every mistake, by name."""
