"""D03: Compares the HMAC with the older header wherever there is one, which is always."""

from __future__ import annotations

import hmac

from multidict import CIMultiDictProxy

from reference_backend import signature
from reference_backend.parts import Parts
from reference_backend.settings import Keys


def verify_signature(body: bytes, headers: CIMultiDictProxy[str], keys: Keys) -> bool:
    """Fall back on the right header only where the other is missing."""
    given = headers.get("X-Nango-Signature", "") or headers.get(signature.HEADER, "")
    expected = hmac.new(keys.signing_key.encode(), body, "sha256").hexdigest()
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), expected.encode())


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(verify_signature=verify_signature)
