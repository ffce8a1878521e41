"""Ways to sign a webhook, of which one is right."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable

from fake_nango.forgery import ForgeryError, Keys, Pairs, Signer
from fake_nango.signing import HMAC_HEADER as HMAC
from fake_nango.signing import LEGACY_HEADER as LEGACY
from fake_nango.signing import signature_headers

EVENT_ID = "X-Nango-Event-Id"
LONG = 8 * 1024


def rightly(body: bytes, keys: Keys) -> Pairs:
    """Sign as Nango does."""
    return signature_headers(keys.signing, body)


def with_key(choose: Callable[[Keys], str]) -> Signer:
    """Sign as Nango does, with another key."""

    def signer(body: bytes, keys: Keys) -> Pairs:
        if choose(keys) == keys.signing:
            raise ForgeryError("The environment's keys are the same, so this would be no forgery")
        return signature_headers(choose(keys), body)

    return signer


def written(change: Callable[[str], str]) -> Signer:
    """Sign as Nango does, and write both values otherwise."""
    return lambda body, keys: tuple(
        (name, change(value)) for name, value in signature_headers(keys.signing, body)
    )


def of_other_bytes(body: bytes, keys: Keys) -> Pairs:
    """Sign a body that has one space more."""
    return signature_headers(keys.signing, body + b" ")


def made_up(body: bytes, _keys: Keys) -> Pairs:
    """Have digits of the right number that nobody has computed with a key."""
    return ((LEGACY, _digits(body, LEGACY)), (HMAC, _digits(body, HMAC)))


def not_at_all(_body: bytes, _keys: Keys) -> Pairs:
    """Have neither header."""
    return ()


def emptily(_body: bytes, _keys: Keys) -> Pairs:
    """Have the newer header, and nothing in it."""
    return ((HMAC, ""),)


def twice_emptily(_body: bytes, _keys: Keys) -> Pairs:
    """Have both headers, and nothing in them."""
    return ((LEGACY, ""), (HMAC, ""))


def wrong_hmac(body: bytes, keys: Keys) -> Pairs:
    """Have a right signature of the older kind beside a wrong one of the newer."""
    return (_legacy(body, keys), (HMAC, _digits(body, HMAC)))


def wrong_legacy(body: bytes, keys: Keys) -> Pairs:
    """Have a right signature of the newer kind beside a wrong one of the older."""
    return ((LEGACY, _digits(body, LEGACY)), _hmac(body, keys))


def hmac_alone(body: bytes, keys: Keys) -> Pairs:
    """Have no signature of the older kind."""
    return (_hmac(body, keys),)


def legacy_alone(body: bytes, keys: Keys) -> Pairs:
    """Have no signature of the newer kind."""
    return (_legacy(body, keys),)


def hmac_as_legacy(body: bytes, keys: Keys) -> Pairs:
    """Have the newer signature under the older name."""
    return ((LEGACY, _hmac(body, keys)[1]),)


def secret_shown(_body: bytes, keys: Keys) -> Pairs:
    """Have the key itself in both headers."""
    return ((LEGACY, keys.signing), (HMAC, keys.signing))


def secret_as_bearer(_body: bytes, keys: Keys) -> Pairs:
    """Have the key as a bearer token, and neither signature."""
    return (("Authorization", f"Bearer {keys.signing}"),)


def two_headers(body: bytes, keys: Keys) -> Pairs:
    """Have each header twice: made-up digits first, the right ones second."""
    return (*made_up(body, keys), *rightly(body, keys))


def with_event_id(body: bytes, keys: Keys) -> Pairs:
    """Sign as Nango does, and repeat the event's id in a header."""
    event_id: str = json.loads(body)["eventId"]
    return (*rightly(body, keys), (EVENT_ID, event_id))


def as_text(body: bytes, keys: Keys) -> Pairs:
    """Sign as Nango does, and call the body plain text."""
    return (*rightly(body, keys), ("Content-Type", "text/plain"))


def short(value: str) -> str:
    """Lose the second half."""
    return value[: len(value) // 2]


def long(value: str) -> str:
    """Have eight thousand digits, the right ones first."""
    return value + "0" * (LONG - len(value))


def no_hex(value: str) -> str:
    """Have letters that are no digits, as many as there should be."""
    return "z" * len(value)


def as_base64(value: str) -> str:
    """Write the digest in base64."""
    return base64.b64encode(bytes.fromhex(value)).decode()


def _legacy(body: bytes, keys: Keys) -> tuple[str, str]:
    return signature_headers(keys.signing, body)[0]


def _hmac(body: bytes, keys: Keys) -> tuple[str, str]:
    return signature_headers(keys.signing, body)[1]


def _digits(seed: bytes, name: str) -> str:
    return hashlib.sha256(name.encode() + b"\0" + seed).hexdigest()
