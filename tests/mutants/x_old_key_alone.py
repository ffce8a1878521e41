"""X-OLD-KEY-ALONE: Goes on with the old key until the rotation is over."""

from __future__ import annotations

from dataclasses import replace

from multidict import CIMultiDictProxy

from reference_backend import signature
from reference_backend.parts import Parts
from reference_backend.settings import Keys


def verify_signature(body: bytes, headers: CIMultiDictProxy[str], keys: Keys) -> bool:
    """Take the first key that there is, oldest first."""
    known = replace(keys, signing_key=keys.old_signing_key or keys.signing_key)
    return signature.verify_signature(body, headers, known)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(verify_signature=verify_signature)
