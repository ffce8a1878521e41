"""D04: Verifies nothing at all."""

from __future__ import annotations

from multidict import CIMultiDictProxy

from reference_backend.parts import Parts
from reference_backend.settings import Keys


def verify_signature(body: bytes, headers: CIMultiDictProxy[str], keys: Keys) -> bool:
    """Believe everybody."""
    del body, headers, keys
    return True


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(verify_signature=verify_signature)
