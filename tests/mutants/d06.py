"""D06: Verifies a signature only when there is one."""

from __future__ import annotations

from multidict import CIMultiDictProxy

from reference_backend import signature
from reference_backend.parts import Parts
from reference_backend.settings import Keys


def verify_signature(body: bytes, headers: CIMultiDictProxy[str], keys: Keys) -> bool:
    """Find nothing wrong with a signature that is missing or empty."""
    if not headers.get(signature.HEADER):
        return True
    return signature.verify_signature(body, headers, keys)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(verify_signature=verify_signature)
