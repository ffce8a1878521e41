"""D10: Compares with `==`, which stops at the first difference."""

from __future__ import annotations

import hmac

from multidict import CIMultiDictProxy

from reference_backend.parts import Parts
from reference_backend.settings import Keys


def verify_signature(body: bytes, headers: CIMultiDictProxy[str], keys: Keys) -> bool:
    """Be right, in a time that tells how far."""
    given = headers.getall("X-Nango-Hmac-Sha256", [])
    expected = hmac.new(keys.signing_key.encode(), body, "sha256").hexdigest()
    return len(given) == 1 and given[0] == expected


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(verify_signature=verify_signature)
