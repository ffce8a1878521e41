"""D19: Compares as Node does: bytes of another number are an error, answered with a 500."""

from __future__ import annotations

import hmac

from multidict import CIMultiDictProxy

from reference_backend import signature
from reference_backend.parts import Parts
from reference_backend.settings import Keys


def verify_signature(body: bytes, headers: CIMultiDictProxy[str], keys: Keys) -> bool:
    """Decode first, and forget that a stranger chooses what is decoded."""
    given = headers.get(signature.HEADER)
    if not given:
        return False
    expected = hmac.new(keys.signing_key.encode(), body, "sha256").digest()
    return timing_safe_equal(bytes.fromhex(given), expected)


def timing_safe_equal(one: bytes, other: bytes) -> bool:
    """Compare in constant time, and throw where there is nothing to compare."""
    if len(one) != len(other):
        raise ValueError("Input buffers must have the same byte length")
    return hmac.compare_digest(one, other)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(verify_signature=verify_signature)
