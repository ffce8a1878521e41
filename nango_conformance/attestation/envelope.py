"""
The envelope: DSSE v1 (https://github.com/secure-systems-lab/dsse), with one signature.

An envelope is written in one way only, and read back only when it is written so: whoever changes
a byte of it, a blank between two members included, has another envelope.
"""

from __future__ import annotations

import base64
import binascii
import dataclasses
import json
import re
from typing import Any, Final

PAYLOAD_TYPE: Final = "application/vnd.in-toto+json"

_KEYID: Final = re.compile(r"[0-9a-f]{64}")


class NotAnEnvelopeError(ValueError):
    """The text is no envelope as `sealed` writes one."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A payload and its signature by the key of that id."""

    payload: bytes
    keyid: str
    signature: bytes


def encoded(payload: bytes) -> bytes:
    """Return what is signed: the pre-authentication encoding (DSSE v1, protocol.md)."""
    kind = PAYLOAD_TYPE.encode()
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)


def sealed(envelope: Envelope) -> str:
    """Return the envelope as a JSON file."""
    body = {
        "payloadType": PAYLOAD_TYPE,
        "payload": base64.b64encode(envelope.payload).decode(),
        "signatures": [
            {"keyid": envelope.keyid, "sig": base64.b64encode(envelope.signature).decode()}
        ],
    }
    return json.dumps(body, indent=2) + "\n"


def opened(text: str) -> Envelope:
    """Return the envelope that `sealed` wrote; raise NotAnEnvelopeError for anything else."""
    try:
        envelope = _read(json.loads(text))
    except (KeyError, TypeError, ValueError, RecursionError, binascii.Error) as error:
        raise NotAnEnvelopeError(f"it is no DSSE envelope: {error}") from error
    if sealed(envelope) != text:
        raise NotAnEnvelopeError("it is not written as it was when it was signed")
    return envelope


def _read(body: Any) -> Envelope:
    (signature,) = body["signatures"]
    if not _KEYID.fullmatch(signature["keyid"]):
        raise ValueError("the id of its key is no SHA-256")
    return Envelope(
        payload=base64.b64decode(body["payload"], validate=True),
        keyid=signature["keyid"],
        signature=base64.b64decode(signature["sig"], validate=True),
    )
