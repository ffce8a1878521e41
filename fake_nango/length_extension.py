"""
SHA-256 taken up where somebody else left off.

Nango's older signature is the SHA-256 of the key with the body behind it. Such a digest is the
whole inner state of the hash, so whoever has seen one webhook can go on from there and sign a
longer body without the key: it begins with the old body and the padding that the hash had put
behind it. Only the length of the key has to be guessed. (FIPS 180-4, sections 5.1.1 and 6.2;
Nango 0.71.4, webhooks/lib/utils.ts:123-126, says so of its older header)
"""

from __future__ import annotations

import struct
from itertools import count, islice

BLOCK = 64
_WORD = 0xFFFFFFFF


def padding(length: int) -> bytes:
    """Return what SHA-256 puts behind a message of so many bytes, to fill its blocks."""
    zeros = -(length + 9) % BLOCK
    return b"\x80" + bytes(zeros) + struct.pack(">Q", length * 8)


def extended(digest: str, seen: int, more: bytes) -> str:
    """
    Return the digest of a message of which only another digest is known.

    The message is whatever had this digest and, with its padding, so many bytes; then `more`.
    """
    state = struct.unpack(">8I", bytes.fromhex(digest))
    rest = more + padding(seen + len(more))
    for start in range(0, len(rest), BLOCK):
        state = _compressed(state, rest[start : start + BLOCK])
    return struct.pack(">8I", *state).hex()


def forged(body: bytes, digest: str, key_length: int, more: bytes) -> tuple[bytes, str]:
    """
    Return a longer body and the digest of key and body, made without the key.

    `digest` is that of the key with `body` behind it; it is all that is known of the key, but
    for the guess how long it is.
    """
    glue = padding(key_length + len(body))
    seen = key_length + len(body) + len(glue)
    return body + glue + more, extended(digest, seen, more)


def _primes(number: int) -> list[int]:
    return list(islice((n for n in count(2) if all(n % d for d in range(2, n))), number))


def _fraction(prime: int, root: int) -> int:
    """Return 32 bits of the fraction of a prime's square or cube root, in whole numbers."""
    scaled = prime << (32 * root)
    low, high = 0, 1 << 40
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**root <= scaled else (low, middle - 1)
    return low & _WORD


_CONSTANTS = tuple(_fraction(prime, 3) for prime in _primes(64))


def _turned(word: int, by: int) -> int:
    return (word >> by | word << (32 - by)) & _WORD


def _schedule(block: bytes) -> list[int]:
    words = list(struct.unpack(">16I", block))
    for at in range(16, 64):
        first, last = words[at - 15], words[at - 2]
        small = _turned(first, 7) ^ _turned(first, 18) ^ first >> 3
        large = _turned(last, 17) ^ _turned(last, 19) ^ last >> 10
        words.append((words[at - 16] + small + words[at - 7] + large) & _WORD)
    return words


def _compressed(state: tuple[int, ...], block: bytes) -> tuple[int, ...]:
    a, b, c, d, e, f, g, h = state
    for word, constant in zip(_schedule(block), _CONSTANTS, strict=True):
        turned = _turned(e, 6) ^ _turned(e, 11) ^ _turned(e, 25)
        first = h + turned + (e & f ^ ~e & g) + constant + word
        second = (_turned(a, 2) ^ _turned(a, 13) ^ _turned(a, 22)) + (a & b ^ a & c ^ b & c)
        a, b, c, d, e, f, g, h = (first + second) & _WORD, a, b, c, (d + first) & _WORD, e, f, g
    return tuple(
        (old + new) & _WORD for old, new in zip(state, (a, b, c, d, e, f, g, h), strict=True)
    )
