"""What a forgery is made of: keys and names, ways to sign, ways to change a payload."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from fake_nango.stable_json import stable

Json = dict[str, Any]
Pairs = tuple[tuple[str, str], ...]


UUID_LENGTH = 36


class ForgeryError(Exception):
    """A webhook cannot be given the defect that was asked for."""


class Group(StrEnum):
    """What a defect is about: who says so, or what is said."""

    SIGNATURE = "signature"
    PAYLOAD = "payload"


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """
    The right signing key, and the keys and names that a careless receiver might take instead.

    The names are of things that exist beside the webhook's own, and "" where there are none.
    `length` is what somebody who does not have the key takes its length for: Nango's are UUIDs.
    """

    signing: str
    api: str
    stranger: str
    integration: str = ""
    environment: str = ""
    connection: str = ""
    person: str = ""
    length: int = UUID_LENGTH


@dataclass(frozen=True, slots=True, kw_only=True)
class Forged:
    """A webhook with a defect: what to send, and the signature headers to send it with."""

    body: bytes
    signatures: Pairs


Signer = Callable[[bytes, Keys], Pairs]
Change = Callable[[bytes, Keys], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Defect:
    """How one defect is made: change, sign, change again; and what it is, in a sentence."""

    told: str
    group: Group
    sign: Signer
    before: Change
    after: Change


def of_payload(change: Callable[[Json, Keys], Any]) -> Change:
    """Make a change of bytes out of a change of the object that they are."""

    def changed(body: bytes, keys: Keys) -> bytes:
        payload = json.loads(body)
        if not isinstance(payload, dict):
            raise ForgeryError("Only a webhook whose payload is an object can be changed")
        return stable(change(payload, keys)).encode()

    return changed
