"""
Whether a webhook was signed by our Nango environment.

Nango 0.71.4 signs the bytes of the body with the environment's webhook signing key and
sends the HMAC-SHA256 as lower-case hex in `X-Nango-Hmac-Sha256`. The older
`X-Nango-Signature` is a plain hash of key and body; Nango says not to use it, so it is
not looked at, whatever it holds.
"""

from __future__ import annotations

import hmac
from typing import Final

from multidict import CIMultiDictProxy

from reference_backend.settings import Keys

HEADER: Final = "X-Nango-Hmac-Sha256"


def verify_signature(body: bytes, headers: CIMultiDictProxy[str], keys: Keys) -> bool:
    """
    Return True only when the one signature header fits the bytes as they arrived.

    Not the parsed body: another serialiser would write other bytes. The comparison takes
    bytes because `compare_digest` raises on text outside ASCII, and a forged header must
    be refused, not answered with an error that Nango would repeat.
    """
    given = headers.getall(HEADER, [])
    if len(given) != 1:
        return False
    signature = given[0].encode("utf-8", "surrogateescape")
    return any(
        # During a rotation two keys are good (Nango 0.71.4: for up to five minutes).
        hmac.compare_digest(signature, hmac.new(key.encode(), body, "sha256").hexdigest().encode())
        for key in (keys.signing_key, keys.old_signing_key)
        if key
    )
