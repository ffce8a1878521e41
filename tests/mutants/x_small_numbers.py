"""X-SMALL-NUMBERS: Reads every number into 64 bits, before it looks at the signature."""

from __future__ import annotations

import json
import struct

from multidict import CIMultiDictProxy

from reference_backend import signature
from reference_backend.parts import Parts
from reference_backend.settings import Keys


def verify_signature(body: bytes, headers: CIMultiDictProxy[str], keys: Keys) -> bool:
    """Fail over a number of a provider that is larger than the column for it."""
    json.loads(body or b"0", parse_int=_number)
    return signature.verify_signature(body, headers, keys)


def _number(digits: str) -> int:
    number: int = struct.unpack("<q", struct.pack("<q", int(digits)))[0]
    return number


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(verify_signature=verify_signature)
