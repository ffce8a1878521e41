"""A body that others would write otherwise, and what they would sign."""

from __future__ import annotations

import json

import pytest

from fake_nango.forged_texts import NAME_TAG, NAMES, REWRITINGS, TELLING
from fake_nango.forging import forge
from fake_nango.signing import HMAC_HEADER, hmac_signature
from tests.fake_nango.control.webhooks.forgeries import BODY, KEYS

WRITTEN = {
    "a signature of the body as Python writes it": (': "Zo\\u00e9 <A/B> & \\"C\\" \\u2028', ", "),
    "a signature of the body in ASCII": (':"Zo\\u00e9 <A/B> & \\"C\\" \\u2028', ","),
    "a signature of the body over several lines": (f': "Zoé <A/B> & \\"C\\" {chr(0x2028)}', ",\n"),
    "a signature of the body as PHP writes it": (':"Zo\\u00e9 <A\\/B> & \\"C\\" \\u2028', ","),
    "a signature of the body as Go writes it": (
        ':"Zoé \\u003cA/B\\u003e \\u0026 \\"C\\" \\u2028',
        ",",
    ),
}


@pytest.mark.parametrize("name", NAMES)
def test_letters_arrive_as_they_are(name: str) -> None:
    """Nango writes everything outside ASCII raw, and signs that."""
    _, text = NAMES[name]

    forged = forge(BODY, KEYS, name)

    assert json.dumps(text, ensure_ascii=False).encode() in forged.body
    assert (HMAC_HEADER, hmac_signature("right", forged.body)) in forged.signatures


@pytest.mark.parametrize("name", REWRITINGS)
def test_a_rewriting_is_written_as_its_name_says(name: str) -> None:
    """The same value, in the bytes of another serialiser."""
    letters, between = WRITTEN[name]
    body = forge(BODY, KEYS, name).body
    _, write = REWRITINGS[name]

    written = write(body)

    assert json.loads(written) == json.loads(body)
    assert json.loads(body)["tags"][NAME_TAG] == TELLING
    assert letters in written
    assert between in written


def test_no_two_rewritings_are_the_same() -> None:
    """What a receiver believes says which of them it is."""
    forged = [forge(BODY, KEYS, name) for name in REWRITINGS]

    assert len({each.body for each in forged}) == 1
    assert len({each.signatures for each in forged}) == len(REWRITINGS)
