"""D09: Hashes the parsed body as Python writes it, with a space after each comma."""

from __future__ import annotations

import json

from multidict import CIMultiDictProxy

from reference_backend import signature
from reference_backend.parts import Parts
from reference_backend.settings import Keys


def verify_signature(body: bytes, headers: CIMultiDictProxy[str], keys: Keys) -> bool:
    """Write with the defaults of the language, which are not those of Nango."""
    try:
        again = json.dumps(json.loads(body)).encode()
    except ValueError:
        return False
    return signature.verify_signature(again, headers, keys)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(verify_signature=verify_signature)
