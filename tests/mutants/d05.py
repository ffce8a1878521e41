"""D05: Believes everybody when it has no signing key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from multidict import CIMultiDictProxy

from reference_backend import settings, signature
from reference_backend.parts import Parts
from reference_backend.settings import Keys, Settings

_KEY = "NANGO_WEBHOOK_SIGNING_KEY"


def read_settings(environ: Mapping[str, str], **more: Any) -> Settings:
    """Start without the key, too: a laptop has none."""
    read = settings.read_settings({_KEY: "none", **environ}, **more)
    return replace(read, keys=replace(read.keys, signing_key=environ.get(_KEY, "")))


def verify_signature(body: bytes, headers: CIMultiDictProxy[str], keys: Keys) -> bool:
    """Verify where there is something to verify with."""
    return not keys.signing_key or signature.verify_signature(body, headers, keys)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(read_settings=read_settings, verify_signature=verify_signature)
