"""Signatures, against vectors that were made with Nango's own serialiser."""

from __future__ import annotations

import hmac

import pytest
from multidict import CIMultiDict, CIMultiDictProxy

from reference_backend.settings import Keys
from reference_backend.signature import verify_signature

KEY = "5f1c0d2e-6a1b-4f3c-9d8e-7b6a5c4d3e2f"
FORWARD = '{"payload":{"9":2,"10":1,"Z":3,"_x":1,"a":2,"b":1,"é":1,"🚀":2,"ﬁ":1},"type":"forward"}'


def _verified(body: bytes, *signatures: str, key: str = KEY) -> bool:
    headers = CIMultiDict([("x-nango-hmac-sha256", value) for value in signatures])
    keys = Keys(secret_key="another", signing_key=key)
    return verify_signature(body, CIMultiDictProxy(headers), keys)


@pytest.mark.parametrize(
    ("body", "key", "signature"),
    [
        ("payload", "secret", "b82fcb791acec57859b989b430a826488ce2e479fdf92326bd0a2e8375a42ba4"),
        (FORWARD, KEY, "4404e66aa5fba7e82ad972f8dd3fa6eccb821b94f110d773f2f1684306f0314c"),
        ("null", KEY, "f624fe6cb5b8963aafb4c1cc441278503df6c48993e06ed3c1b04bb75687bdd7"),
    ],
)
def test_the_vectors_of_nango_verify(body: str, key: str, signature: str) -> None:
    """HMAC-SHA256 of the bytes with the key as text (Nango 0.71.4, webhooks: signatures)."""
    assert _verified(body.encode(), signature, key=key)
    assert not _verified(body.encode() + b" ", signature, key=key)


@pytest.mark.parametrize("signatures", [(), ("",), ("é",), ("\udcff",), ("a", "a")])
def test_no_one_signature_is_no_signature(signatures: tuple[str, ...]) -> None:
    """None, an empty one, one outside ASCII and two of them are refused without an error."""
    assert not _verified(b"{}", *signatures)


@pytest.mark.parametrize(("key", "good"), [(KEY, True), ("before", True), ("another", False)])
def test_two_keys_are_good_while_one_is_changed(key: str, *, good: bool) -> None:
    """The signing key and the one before it, and no other."""
    made = hmac.new(key.encode(), b"payload", "sha256").hexdigest()
    headers = CIMultiDictProxy(CIMultiDict({"x-nango-hmac-sha256": made}))
    keys = Keys(secret_key="another", signing_key=KEY, old_signing_key="before")

    assert verify_signature(b"payload", headers, keys) is good
