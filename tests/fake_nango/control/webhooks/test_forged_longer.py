"""What somebody makes of a delivery who has seen it, and does not have the key."""

from __future__ import annotations

import dataclasses
import json

import pytest

from fake_nango.forging import forge
from fake_nango.signing import HMAC_HEADER, LEGACY_HEADER, hmac_signature, legacy_signature
from tests.fake_nango.control.webhooks.forgeries import BODY, KEYS

GUESSED = dataclasses.replace(KEYS, length=len(KEYS.signing))


def test_with_the_right_guess_the_older_signature_is_right() -> None:
    """The newer one is that of the delivery that was seen: it cannot be made."""
    forged = forge(BODY, GUESSED, "a longer body")

    assert dict(forged.signatures) == {
        LEGACY_HEADER: legacy_signature("right", forged.body),
        HMAC_HEADER: hmac_signature("right", BODY),
    }


@pytest.mark.parametrize("length", [1, 4, 6, 36, 256])
def test_a_wrong_guess_is_worth_nothing(length: int) -> None:
    """Neither signature is right."""
    forged = forge(BODY, dataclasses.replace(KEYS, length=length), "a longer body")

    assert dict(forged.signatures)[LEGACY_HEADER] != legacy_signature("right", forged.body)


def test_the_event_behind_the_body_is_another_one() -> None:
    """It begins with what was signed, and ends with what the forger wants."""
    forged = forge(BODY, GUESSED, "a longer body")
    invented = json.loads(forge(BODY, KEYS, "an invented connection id").body)

    assert forged.body.startswith(BODY + b"\x80")
    assert json.loads(forged.body[forged.body.rindex(b'{"authMode"') :]) == invented


def test_the_twin_differs_in_its_digits_alone() -> None:
    """The same bytes, and signatures that nobody computed."""
    forged = forge(BODY, GUESSED, "a longer body")

    twin = forge(BODY, GUESSED, "a longer body with a made-up signature")

    assert twin.body == forged.body
    assert dict(twin.signatures)[LEGACY_HEADER] != dict(forged.signatures)[LEGACY_HEADER]
