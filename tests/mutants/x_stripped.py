"""X-STRIPPED: Takes the backslashes out of the body before it hashes it."""

from __future__ import annotations

from multidict import CIMultiDictProxy

from reference_backend import signature
from reference_backend.parts import Parts
from reference_backend.settings import Keys


def verify_signature(body: bytes, headers: CIMultiDictProxy[str], keys: Keys) -> bool:
    """Undo what nobody did, as frameworks do that once added slashes to all they got."""
    return signature.verify_signature(body.replace(b"\\", b""), headers, keys)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(verify_signature=verify_signature)
