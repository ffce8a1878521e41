"""D02: Compares the HMAC with `X-Nango-Signature`, so that no genuine event can pass."""

from __future__ import annotations

import hmac

from multidict import CIMultiDictProxy

from reference_backend.parts import Parts
from reference_backend.settings import Keys


def verify_signature(body: bytes, headers: CIMultiDictProxy[str], keys: Keys) -> bool:
    """Take the right digest, and look for it under the wrong name."""
    given = headers.get("X-Nango-Signature", "")
    expected = hmac.new(keys.signing_key.encode(), body, "sha256").hexdigest()
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), expected.encode())


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(verify_signature=verify_signature)
