"""D08: Hashes the parsed body, written again, instead of the bytes that arrived."""

from __future__ import annotations

import json

from multidict import CIMultiDictProxy

from reference_backend import signature
from reference_backend.parts import Parts
from reference_backend.settings import Keys


def verify_signature(body: bytes, headers: CIMultiDictProxy[str], keys: Keys) -> bool:
    """Write compactly, as Nango does: nobody notices until a name has an accent."""
    try:
        again = json.dumps(json.loads(body), separators=(",", ":")).encode()
    except ValueError:
        return False
    return signature.verify_signature(again, headers, keys)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(verify_signature=verify_signature)
