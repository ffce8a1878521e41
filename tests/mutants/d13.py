"""D13: One variable decides whether signatures are verified, and another verifies them."""

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
    """Take the signing key for a switch, which may be off."""
    read = settings.read_settings({_KEY: "off", **environ}, **more)
    return replace(read, keys=replace(read.keys, signing_key=environ.get(_KEY, "")))


def verify_signature(body: bytes, headers: CIMultiDictProxy[str], keys: Keys) -> bool:
    """Where the switch is on, verify with the API key."""
    known = replace(keys, signing_key=keys.secret_key)
    return not keys.signing_key or signature.verify_signature(body, headers, known)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(read_settings=read_settings, verify_signature=verify_signature)
