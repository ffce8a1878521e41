"""
Who ran it, and that nothing has changed since: a signed statement over a report folder.

An in-toto Statement v1 with the test-result predicate, in a DSSE envelope.
"""

from nango_conformance.attestation.envelope import Envelope, NotAnEnvelopeError, opened, sealed
from nango_conformance.attestation.folder import ENVELOPE, PUBLIC_KEY, contents
from nango_conformance.attestation.keys import Signer, Verifier, check_extra
from nango_conformance.attestation.statement import digests, statement
from nango_conformance.attestation.verification import Verified, verified

__all__ = [
    "ENVELOPE",
    "PUBLIC_KEY",
    "Envelope",
    "NotAnEnvelopeError",
    "Signer",
    "Verified",
    "Verifier",
    "check_extra",
    "contents",
    "digests",
    "opened",
    "sealed",
    "statement",
    "verified",
]
