"""D01: Checks only the legacy digest in `X-Nango-Signature`, and never looks at the HMAC."""

from __future__ import annotations

import hashlib
import hmac

from multidict import CIMultiDictProxy

from reference_backend.parts import Parts
from reference_backend.settings import Keys


def verify_signature(body: bytes, headers: CIMultiDictProxy[str], keys: Keys) -> bool:
    """Hash the key and the body one after the other, as Nango did at first."""
    given = headers.get("X-Nango-Signature", "")
    expected = hashlib.sha256(keys.signing_key.encode() + body).hexdigest()
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), expected.encode())


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(verify_signature=verify_signature)
