"""A reference backend that ends, with status 3, at a webhook that it must not believe."""

from __future__ import annotations

import os
import sys

from multidict import CIMultiDictProxy

from reference_backend import signature
from reference_backend.parts import Parts
from reference_backend.server import main
from reference_backend.settings import Keys


def verify_signature(body: bytes, headers: CIMultiDictProxy[str], keys: Keys) -> bool:
    """Say yes, or nothing any more."""
    if not signature.verify_signature(body, headers, keys):
        os._exit(3)
    return True


if __name__ == "__main__":
    sys.exit(main(parts=Parts(verify_signature=verify_signature)))
