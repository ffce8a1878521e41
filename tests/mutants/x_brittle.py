"""
X-BRITTLE: Breaks on a body that can be read more than one way.

It wants JSON to be called so, no member twice and no depth, and it tells whoever sends what
it cannot parse where it broke.
"""

from __future__ import annotations

import json
import traceback
from http import HTTPStatus
from typing import Any

from multidict import CIMultiDictProxy

from reference_backend import signature
from reference_backend.errors import Refused
from reference_backend.parts import Parts
from reference_backend.settings import Keys

_DEPTH = 100


def verify_signature(body: bytes, headers: CIMultiDictProxy[str], keys: Keys) -> bool:
    """Parse what is believed, with a parser of our own, before anybody else does."""
    believed = signature.verify_signature(body, headers, keys)
    if believed:
        if headers.get("content-type") != "application/json":
            raise TypeError("the body is not called JSON")
        _parse(body)
    return believed


def _parse(body: bytes) -> None:
    try:
        text = body.decode()
        json.loads(text, object_pairs_hook=_once)
    except (json.JSONDecodeError, UnicodeDecodeError):
        said = traceback.format_exc()
        raise Refused(HTTPStatus.BAD_REQUEST, "invalid_json", said) from None
    if "[" * _DEPTH in text:
        raise RecursionError("the body is too deep")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise RuntimeError("a member came twice")
    return members


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(verify_signature=verify_signature)
