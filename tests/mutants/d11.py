"""D11: Believes a header that has the right signature anywhere in it."""

from __future__ import annotations

import hmac

from multidict import CIMultiDictProxy

from reference_backend import signature
from reference_backend.parts import Parts
from reference_backend.settings import Keys


def verify_signature(body: bytes, headers: CIMultiDictProxy[str], keys: Keys) -> bool:
    """Look for the right value, whatever stands before or behind it."""
    given = ",".join(headers.getall(signature.HEADER, []))
    return hmac.new(keys.signing_key.encode(), body, "sha256").hexdigest() in given


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(verify_signature=verify_signature)
