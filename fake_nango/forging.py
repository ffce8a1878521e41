"""
Webhooks with one thing wrong, by name.

Each defect is one line of the table: what happens to the payload, and how it is signed.
The payload is signed rightly unless the defect is about the signature; then the payload
is left alone unless the defect is that it was changed after it had been signed. Nothing
is random: the same webhook and defect give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from fake_nango.signing import HMAC_HEADER as HMAC
from fake_nango.signing import LEGACY_HEADER as LEGACY
from fake_nango.signing import signature_headers
from fake_nango.stable_json import stable

EVENT_ID = "X-Nango-Event-Id"
REFUSED = {"type": "invalid_callback", "description": "Did not get authorization code."}

Json = dict[str, Any]
Pairs = tuple[tuple[str, str], ...]


class ForgeryError(Exception):
    """A webhook cannot be given the defect that was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """The right key and the ones a careless receiver might take instead."""

    signing: str
    api: str
    stranger: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Forged:
    """A webhook with a defect: what to send, and the signature headers to send it with."""

    body: bytes
    signatures: Pairs


Signer = Callable[[bytes, Keys], Pairs]
Change = Callable[[Json], Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class Defect:
    """How one defect is made: change, sign, change again."""

    sign: Signer
    before: Change
    after: Change


def forge(body: bytes, keys: Keys, name: str) -> Forged:
    """Give a webhook the named defect."""
    defect = DEFECTS.get(name)
    if defect is None:
        raise ForgeryError(f"There is no defect {name!r}; there are: {', '.join(DEFECTS)}")
    signed = _changed(body, defect.before)
    return Forged(body=_changed(signed, defect.after), signatures=defect.sign(signed, keys))


def _changed(body: bytes, change: Change) -> bytes:
    if change is _same:
        return body
    payload = json.loads(body)
    if not isinstance(payload, dict):
        raise ForgeryError("Only a webhook whose payload is an object can be changed")
    return stable(change(payload)).encode()


# Changes of the payload


def _same(payload: Json) -> Json:
    return payload


def _invented_id(payload: Json) -> str:
    # Derived from what it replaces, so that a failing run can be repeated.
    return str(uuid.uuid5(uuid.NAMESPACE_OID, stable(payload)))


def _other_connection(payload: Json) -> Json:
    return {**payload, "connectionId": _invented_id(payload)}


def _other_tag(payload: Json) -> Json:
    tags = payload.get("tags")
    if not isinstance(tags, dict) or not tags:
        raise ForgeryError("The webhook has no tags: choose one of a session with tags or end user")
    name = "end_user_id" if "end_user_id" in tags else min(tags)
    return {**payload, "tags": {**tags, name: f"{tags[name]}-changed"}}


def _failed(payload: Json) -> Json:
    return {**payload, "success": False, "error": REFUSED}


def _claimed_success(payload: Json) -> Json:
    return {**payload, "success": True}


def _failed_override(payload: Json) -> Json:
    return {**_failed(payload), "operation": "override"}


def _failed_refresh_of_another(payload: Json) -> Json:
    failed = {**_other_connection(payload), **_failed({}), "operation": "refresh"}
    failed.pop("endUser", None)
    return failed


def _without(member: str) -> Change:
    return lambda payload: {name: value for name, value in payload.items() if name != member}


def _with_event_id(payload: Json) -> Json:
    return {**payload, "eventId": _invented_id(payload)}


# Ways of signing


def _rightly(body: bytes, keys: Keys) -> Pairs:
    return signature_headers(keys.signing, body)


def _with_key(choose: Callable[[Keys], str]) -> Signer:
    def signer(body: bytes, keys: Keys) -> Pairs:
        if choose(keys) == keys.signing:
            raise ForgeryError("The environment's keys are the same, so this would be no forgery")
        return signature_headers(choose(keys), body)

    return signer


def _made_up(seed: bytes, name: str) -> str:
    return hashlib.sha256(name.encode() + b"\0" + seed).hexdigest()


def _invented(body: bytes, _keys: Keys) -> Pairs:
    return ((LEGACY, _made_up(body, LEGACY)), (HMAC, _made_up(body, HMAC)))


def _not_at_all(_body: bytes, _keys: Keys) -> Pairs:
    return ()


def _emptily(_body: bytes, _keys: Keys) -> Pairs:
    return ((HMAC, ""),)


def _another_body(body: bytes, keys: Keys) -> Pairs:
    return signature_headers(keys.signing, body + b" ")


def _wrong_hmac(body: bytes, keys: Keys) -> Pairs:
    return (signature_headers(keys.signing, body)[0], (HMAC, _made_up(body, HMAC)))


def _hmac_alone(body: bytes, keys: Keys) -> Pairs:
    return (signature_headers(keys.signing, body)[1],)


def _hmac_as_legacy(body: bytes, keys: Keys) -> Pairs:
    return ((LEGACY, signature_headers(keys.signing, body)[1][1]),)


def _secret_shown(_body: bytes, keys: Keys) -> Pairs:
    return ((LEGACY, keys.signing), (HMAC, keys.signing))


def _with_id_header(body: bytes, keys: Keys) -> Pairs:
    event_id: str = json.loads(body)["eventId"]
    return (*signature_headers(keys.signing, body), (EVENT_ID, event_id))


def _defect(signer: Signer = _rightly, *, before: Change = _same, after: Change = _same) -> Defect:
    return Defect(sign=signer, before=before, after=after)


DEFECTS: Mapping[str, Defect] = {
    "no signature": _defect(_not_at_all),
    "an empty signature": _defect(_emptily),
    "a signature made by another key": _defect(_with_key(lambda keys: f"{keys.signing}-other")),
    "a signature of another body": _defect(_another_body),
    "a changed connection id": _defect(after=_other_connection),
    "a changed tag value": _defect(after=_other_tag),
    "a changed success": _defect(before=_failed, after=_claimed_success),
    "the key of another environment": _defect(_with_key(lambda keys: keys.stranger)),
    "a made-up signature": _defect(_invented),
    "the API key as signing key": _defect(_with_key(lambda keys: keys.api)),
    "a right legacy signature and a wrong HMAC": _defect(_wrong_hmac),
    "a right HMAC and no legacy signature": _defect(_hmac_alone),
    "success false": _defect(before=_failed),
    "override success false": _defect(before=_failed_override),
    "refresh success false for an unknown id": _defect(before=_failed_refresh_of_another),
    "no connection id": _defect(before=_without("connectionId")),
    "no end user": _defect(before=_without("endUser")),
    "the HMAC under the legacy name": _defect(_hmac_as_legacy),
    "the secret as the header": _defect(_secret_shown),
    "swapped keys": _defect(_with_key(lambda keys: keys.api)),
    "an added event id": _defect(_with_id_header, before=_with_event_id),
}
