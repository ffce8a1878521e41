"""Passwords as scrypt hashes (RFC 7914); the hash says with which cost it was made."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Final

_BLOCK_SIZE: Final = 8
_SALT_BYTES: Final = 16
# RFC 7914, 2: N blocks and a few more, each of 128 * r bytes. OpenSSL wants to be told that
# it may have them, beyond its own limit of 32 MiB.
_BLOCK_BYTES: Final = 128 * _BLOCK_SIZE
_MORE_BLOCKS: Final = 8


def hash_password(password: str, n: int) -> str:
    """Return the salted hash of a password, made with the cost factor `n`."""
    salt = secrets.token_bytes(_SALT_BYTES)
    return f"scrypt${n}${salt.hex()}${_scrypt(password, salt, n).hex()}"


def fits(password: str, stored: str) -> bool:
    """Return whether the password is the one that was hashed."""
    _, n, salt, digest = stored.split("$")
    made = _scrypt(password, bytes.fromhex(salt), int(n))
    return hmac.compare_digest(made, bytes.fromhex(digest))


def _scrypt(password: str, salt: bytes, n: int) -> bytes:
    return hashlib.scrypt(
        password.encode(),
        salt=salt,
        n=n,
        r=_BLOCK_SIZE,
        p=1,
        maxmem=_BLOCK_BYTES * (n + _MORE_BLOCKS),
    )
