"""D16: Demands an event id, which Nango does not send."""

from __future__ import annotations

from multidict import CIMultiDictProxy

from reference_backend import signature
from reference_backend.parts import Parts
from reference_backend.settings import Keys


def verify_signature(body: bytes, headers: CIMultiDictProxy[str], keys: Keys) -> bool:
    """Want what other senders of webhooks have."""
    if "X-Nango-Event-Id" not in headers:
        return False
    return signature.verify_signature(body, headers, keys)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(verify_signature=verify_signature)
