"""D18: Tries the keys of all environments, whichever the webhook came from."""

from __future__ import annotations

import uuid
from dataclasses import replace

from multidict import CIMultiDictProxy

from reference_backend import signature
from reference_backend.parts import Parts
from reference_backend.settings import Keys


def verify_signature(body: bytes, headers: CIMultiDictProxy[str], keys: Keys) -> bool:
    """Hold the key of the environment that the fake makes up, too."""
    elsewhere = str(uuid.uuid5(uuid.NAMESPACE_OID, f"another environment than {keys.signing_key}"))
    return any(
        signature.verify_signature(body, headers, replace(keys, signing_key=key))
        for key in (keys.signing_key, elsewhere)
    )


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(verify_signature=verify_signature)
