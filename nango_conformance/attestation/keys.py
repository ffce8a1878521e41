"""
Keys in PEM: Ed25519 (RFC 8032), or ECDSA on P-256 with SHA-256 (FIPS 186-5).

A key's id is the SHA-256 of its public half in DER (SubjectPublicKeyInfo, RFC 5280), so that two
people can compare it over the telephone.

Anybody can make another ECDSA signature of one, (r, n - s) of (r, s). Only the one with the lower s
is written and accepted, so that what was signed has no second envelope.
"""

from __future__ import annotations

import dataclasses
import hashlib
from typing import TYPE_CHECKING, Any, Final

from nango_conformance.errors import UsageError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import (
        EllipticCurvePrivateKey,
        EllipticCurvePublicKey,
    )
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (
        Ed25519PrivateKey,
        Ed25519PublicKey,
    )

    PrivateKey = Ed25519PrivateKey | EllipticCurvePrivateKey
    PublicKey = Ed25519PublicKey | EllipticCurvePublicKey

MAKING: Final = (
    "make one with: openssl genpkey -algorithm ed25519 -out signing.pem   and its public half "
    "with: openssl pkey -in signing.pem -pubout -out signing.pub"
)
"""What to do for who has no key yet."""

_P256: Final = "secp256r1"

_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""How many points P-256 has (SP 800-186, section 3.2.1.3)."""


@dataclasses.dataclass(frozen=True, slots=True)
class Verifier:
    """A public key."""

    _key: PublicKey

    @classmethod
    def of(cls, pem: bytes, name: str) -> Verifier:
        """Return the key of a PEM text; raise UsageError, calling the text by its name."""
        check_extra()
        from cryptography.exceptions import UnsupportedAlgorithm

        try:
            return cls(_known(_serialization().load_pem_public_key(pem), name))
        except (ValueError, UnsupportedAlgorithm) as error:
            raise UsageError(
                f"{name} holds no public key in PEM that is known; {MAKING}"
            ) from error

    @property
    def pem(self) -> bytes:
        """The key in PEM."""
        serialization = _serialization()
        pem: bytes = self._key.public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return pem

    @property
    def keyid(self) -> str:
        """The SHA-256 of the key, in hexadecimal."""
        serialization = _serialization()
        der = self._key.public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return hashlib.sha256(der).hexdigest()

    def vouches(self, signature: bytes, signed: bytes) -> bool:
        """Say whether the signature of these bytes is this key's."""
        from cryptography.exceptions import InvalidSignature

        try:
            self._key.verify(signature, signed, *_how(self._key))
        except InvalidSignature:
            return False
        return signature == _lower(self._key, signature)


@dataclasses.dataclass(frozen=True, slots=True)
class Signer:
    """A private key; it is never written anywhere."""

    _key: PrivateKey = dataclasses.field(repr=False)

    @classmethod
    def of(cls, pem: bytes, name: str) -> Signer:
        """Return the key of a PEM text; raise UsageError, calling the text by its name."""
        check_extra()
        from cryptography.exceptions import UnsupportedAlgorithm

        try:
            key = _serialization().load_pem_private_key(pem, password=None)
        except TypeError as error:
            raise UsageError(
                f"the key in {name} is locked by a password; write it without one with: "
                "openssl pkey -in LOCKED -out signing.pem   or give it as env:NAME"
            ) from error
        except (ValueError, UnsupportedAlgorithm) as error:
            raise UsageError(f"{name} holds no private key in PEM; {MAKING}") from error
        return cls(_known(key, name))

    @property
    def verifier(self) -> Verifier:
        """The public half."""
        return Verifier(self._key.public_key())

    def signature(self, signed: bytes) -> bytes:
        """Return the signature of these bytes."""
        return _lower(self._key, self._key.sign(signed, *_how(self._key)))


def _known(key: Any, name: str) -> Any:
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519

    if isinstance(key, ed25519.Ed25519PrivateKey | ed25519.Ed25519PublicKey):
        return key
    curves = ec.EllipticCurvePrivateKey | ec.EllipticCurvePublicKey
    if isinstance(key, curves) and key.curve.name == _P256:
        return key
    raise UsageError(f"the key in {name} is neither Ed25519 nor ECDSA on P-256; {MAKING}")


def _how(key: Any) -> tuple[Any, ...]:
    """Return what an algorithm wants to be told: Ed25519 knows its own digest."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec

    if isinstance(key, ec.EllipticCurvePrivateKey | ec.EllipticCurvePublicKey):
        return (ec.ECDSA(hashes.SHA256()),)
    return ()


def _lower(key: Any, signature: bytes) -> bytes:
    """Return a valid signature with the lower s; Ed25519 has no other (RFC 8032, section 5.1.7)."""
    from cryptography.hazmat.primitives.asymmetric import utils

    if not _how(key):
        return signature
    r, s = utils.decode_dss_signature(signature)
    return utils.encode_dss_signature(r, min(s, _ORDER - s))


def check_extra() -> None:
    """Raise UsageError where what reads keys is not installed."""
    try:
        import cryptography  # noqa: F401 - whether it is there is the question
    except ImportError as error:
        raise UsageError(
            "signatures need the extra attest: pip install 'nango-conformance[attest]'"
        ) from error


def _serialization() -> Any:
    from cryptography.hazmat.primitives import serialization

    return serialization
