"""
A body that was made longer by somebody who saw one delivery, and signed in the older header.

All that goes into it is what was delivered, and a guess of how long the key is. A receiver that
trusts the older header believes the signature; its twin has the same body and invented digits.
"""

from __future__ import annotations

from collections.abc import Mapping

from fake_nango import length_extension
from fake_nango.forged_payloads import invented_id, same
from fake_nango.forged_signatures import made_up, rightly
from fake_nango.forgery import Defect, Group, Keys, Pairs, of_payload
from fake_nango.signing import HMAC_HEADER, LEGACY_HEADER

_of_another = of_payload(lambda payload, _: {**payload, "connectionId": invented_id(payload)})


def _longer(body: bytes, keys: Keys) -> tuple[bytes, str]:
    seen = dict(rightly(body, keys))[LEGACY_HEADER]
    more = _of_another(body, keys)
    return length_extension.forged(body, seen, keys.length, more)


def _body(body: bytes, keys: Keys) -> bytes:
    longer, _ = _longer(body, keys)
    return longer


def _signed(body: bytes, keys: Keys) -> Pairs:
    _, signature = _longer(body, keys)
    return ((LEGACY_HEADER, signature), (HMAC_HEADER, dict(rightly(body, keys))[HMAC_HEADER]))


def _made_up(body: bytes, keys: Keys) -> Pairs:
    return made_up(_body(body, keys), keys)


DEFECTS: Mapping[str, Defect] = {
    "a longer body": Defect(
        told="Another event stands behind the body; the older signature was gone on with, without "
        "the key: right, if the key is as long as was guessed",
        group=Group.SIGNATURE,
        sign=_signed,
        before=same,
        after=_body,
    ),
    "a longer body with a made-up signature": Defect(
        told="The same longer body, and digits of the right number that are made up",
        group=Group.SIGNATURE,
        sign=_made_up,
        before=same,
        after=_body,
    ),
}
"""The forgery and its twin, by name."""
