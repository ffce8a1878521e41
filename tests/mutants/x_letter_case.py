"""X-LETTER-CASE: Looks the header up by another letter case than it has on the wire."""

from __future__ import annotations

from multidict import CIMultiDict, CIMultiDictProxy

from reference_backend import signature
from reference_backend.parts import Parts
from reference_backend.settings import Keys


def verify_signature(body: bytes, headers: CIMultiDictProxy[str], keys: Keys) -> bool:
    """Read the headers as a plain mapping: behind a proxy that writes them small, it works."""
    plain = {name: value for name, value in headers.items() if name == name.lower()}
    held = CIMultiDictProxy(CIMultiDict(plain))
    return signature.verify_signature(body, held, keys)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(verify_signature=verify_signature)
