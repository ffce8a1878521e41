"""D07: Compares the header with the secret itself."""

from __future__ import annotations

import hmac

from multidict import CIMultiDictProxy

from reference_backend import signature
from reference_backend.parts import Parts
from reference_backend.settings import Keys


def verify_signature(body: bytes, headers: CIMultiDictProxy[str], keys: Keys) -> bool:
    """Take the header for a password that Nango sends along."""
    given = headers.get(signature.HEADER, "").encode("utf-8", "surrogateescape")
    del body
    return hmac.compare_digest(given, keys.signing_key.encode())


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(verify_signature=verify_signature)
