"""
The two signatures that every webhook of Nango carries.

Nango 0.71.4, webhooks: `X-Nango-Hmac-Sha256` is an HMAC over the raw body, and
`X-Nango-Signature`, the older one, is a plain SHA-256 of key and body in a row. Both
use the environment's webhook signing key as text, and both are lower-case hex.
"""

from __future__ import annotations

import hashlib
import hmac

LEGACY_HEADER = "X-Nango-Signature"
HMAC_HEADER = "X-Nango-Hmac-Sha256"


def legacy_signature(key: str, body: bytes) -> str:
    """SHA-256 of the key followed by the body."""
    return hashlib.sha256(key.encode() + body).hexdigest()


def hmac_signature(key: str, body: bytes) -> str:
    """HMAC-SHA-256 of the body under the key."""
    return hmac.new(key.encode(), body, hashlib.sha256).hexdigest()


def signature_headers(key: str, body: bytes) -> tuple[tuple[str, str], ...]:
    """Both headers, in the order in which Nango sends them."""
    return (
        (LEGACY_HEADER, legacy_signature(key, body)),
        (HMAC_HEADER, hmac_signature(key, body)),
    )
