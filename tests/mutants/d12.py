"""D12: Takes the API key for the signing key of an environment that has both."""

from __future__ import annotations

from dataclasses import replace

from multidict import CIMultiDictProxy

from reference_backend import signature
from reference_backend.parts import Parts
from reference_backend.settings import Keys


def verify_signature(body: bytes, headers: CIMultiDictProxy[str], keys: Keys) -> bool:
    """Verify as the old posts say, with the one secret that they knew."""
    return signature.verify_signature(body, headers, replace(keys, signing_key=keys.secret_key))


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(verify_signature=verify_signature)
