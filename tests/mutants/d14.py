"""D14: Gives the two arguments of the HMAC in the wrong order."""

from __future__ import annotations

import hmac

from multidict import CIMultiDictProxy

from reference_backend import signature
from reference_backend.parts import Parts
from reference_backend.settings import Keys


def verify_signature(body: bytes, headers: CIMultiDictProxy[str], keys: Keys) -> bool:
    """Take the body for the key, and the key for the message."""
    given = headers.get(signature.HEADER, "").encode("utf-8", "surrogateescape")
    expected = hmac.new(body, keys.signing_key.encode(), "sha256").hexdigest()
    return hmac.compare_digest(given, expected.encode())


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(verify_signature=verify_signature)
