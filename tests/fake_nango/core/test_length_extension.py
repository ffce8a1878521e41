"""A digest is gone on with by somebody who does not have the key."""

from __future__ import annotations

import hashlib

import pytest

from fake_nango.length_extension import extended, forged, padding

KEY = b"c2f1a7e0-93b4-4a55-8f0e-2d6b1c9a7e34"


def digest(body: bytes, key: bytes = KEY) -> str:
    """Return what Nango's older signature is of a body."""
    return hashlib.sha256(key + body).hexdigest()


@pytest.mark.parametrize("length", [0, 1, 18, 19, 20, 27, 28, 63, 64, 65, 119, 120, 583, 4096])
@pytest.mark.parametrize("more", [b"", b"x", b"y" * 55, b"y" * 56, b'{"a":1}' * 40])
def test_a_longer_body_is_signed_without_the_key(length: int, more: bytes) -> None:
    """Whatever the lengths are, on either side of the hash's blocks."""
    body = b"b" * length

    longer, signature = forged(body, digest(body), len(KEY), more)

    assert longer.startswith(body)
    assert longer.endswith(more)
    assert signature == digest(longer)


@pytest.mark.parametrize("guess", [0, 16, 35, 37, 64, 100])
def test_a_wrong_guess_signs_nothing(guess: int) -> None:
    """The length of the key stands in the padding."""
    longer, signature = forged(b"{}", digest(b"{}"), guess, b"x")

    assert signature != digest(longer)


@pytest.mark.parametrize("length", range(0, 200, 7))
def test_padding_fills_the_blocks(length: int) -> None:
    """With one bit, zeros and the length, as the standard has it."""
    filled = padding(length)

    assert (length + len(filled)) % 64 == 0
    assert 9 <= len(filled) <= 72
    assert filled[0] == 0x80
    assert int.from_bytes(filled[-8:], "big") == length * 8


def test_nothing_more_than_the_digest_is_taken_up() -> None:
    """An empty message, gone on with, is the message itself behind its padding."""
    empty = hashlib.sha256(b"").hexdigest()

    assert extended(empty, 64, b"abc") == hashlib.sha256(padding(0) + b"abc").hexdigest()
