"""The bytes that Nango signs: its own examples, and what JavaScript makes of odd values."""

from __future__ import annotations

from typing import Any

import pytest

from fake_nango.signing import hmac_signature, legacy_signature, signature_headers
from fake_nango.stable_json import stable

KEY = "5f1c0d2e-6a1b-4f3c-9d8e-7b6a5c4d3e2f"
CREATION = {
    "type": "auth",
    "operation": "creation",
    "success": True,
    "from": "nango",
    "connectionId": "8a4ac1f7-9e7a-4a36-9a3c-1f2b3c4d5e6f",
    "providerConfigKey": "github-prod",
    "authMode": "OAUTH2",
    "provider": "github",
    "environment": "dev",
    "tags": {"end_user_id": "u_1", "end_user_email": "a@example.com"},
}
END_USER: dict[str, Any] = {"tags": {}, "endUserId": "u_1", "endUserEmail": None}
STRESS = {
    "type": "forward",
    "payload": {"9": 2, "10": 1, "Z": 3, "_x": 1, "a": 2, "b": 1, "é": 1, "🚀": 2, "ﬁ": 1},
}

# Made with Nango's own serialiser: value, length in bytes, legacy signature, HMAC.
VECTORS = [
    (
        CREATION,
        278,
        "49bab7377a7a8d706056d8d39d03ffd25626153898ca4daace67551721b8ebdf",
        "4b43bf5705d94ce494ba7df8994c506f48ba927ac7169a8d68bdb714ff6f638b",
    ),
    (
        {**CREATION, "endUser": END_USER},
        338,
        "9a45ff8759f7f07a929336f61a66bf771d509767d9ed2ba88a91e3481a162510",
        "be6c564be7981e271b4bea9217c92e06f2902d4c7cde9ff6ed7ec9fc4e91338e",
    ),
    (
        {**CREATION, "tags": {"end_user_display_name": "Zoë 日本 🚀 </script>"}},
        278,
        "7ecb5cd6b7c5d78b13bdbbf1bbac5479c87722a415b364d60bbf0fe9e0d7f0f3",
        "408a84eab8462efb5df0e39dcb435e3dda1166fcd8367c716383ffecd83054f9",
    ),
    (
        STRESS,
        92,
        "8593ebd83dd218c77b7fbe060eba5ebb198cd137e73e1bcf2c5599e6b04f1be4",
        "4404e66aa5fba7e82ad972f8dd3fa6eccb821b94f110d773f2f1684306f0314c",
    ),
    (
        None,
        4,
        "32ca72378abffc1e426031eb8035c6a00f7403447f116c6279150b84b7ea63ad",
        "f624fe6cb5b8963aafb4c1cc441278503df6c48993e06ed3c1b04bb75687bdd7",
    ),
]


@pytest.mark.parametrize(("value", "length", "legacy", "hmac"), VECTORS)
def test_body_and_signatures_are_nangos(value: Any, length: int, legacy: str, hmac: str) -> None:
    """Every byte and both signatures are those of the recorded examples."""
    body = stable(value).encode()

    assert len(body) == length
    assert legacy_signature(KEY, body) == legacy
    assert hmac_signature(KEY, body) == hmac


def test_the_signatures_agree_with_nangos_own_unit_test() -> None:
    """The shortest example that Nango has, with both header names in order."""
    assert signature_headers("secret", b"payload") == (
        (
            "X-Nango-Signature",
            "22439a879b090cd05e5b51c5b5d7e4a205830e6ab4f54b90f5a822b7c7110934",
        ),
        (
            "X-Nango-Hmac-Sha256",
            "b82fcb791acec57859b989b430a826488ce2e479fdf92326bd0a2e8375a42ba4",
        ),
    )


# ECMA-262, Number::toString, and JSON.stringify for what is not finite.
@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, "1"),
        (-0.0, "0"),
        (0.1, "0.1"),
        (123.456, "123.456"),
        (1e16, "10000000000000000"),
        (1e21, "1e+21"),
        (1.5e300, "1.5e+300"),
        (1e-6, "0.000001"),
        (1e-7, "1e-7"),
        (-2.5e-9, "-2.5e-9"),
        (2**53, "9007199254740992"),
        (2**70, "1.1805916207174113e+21"),
        (float("inf"), "null"),
        (True, "true"),
        (None, "null"),
    ],
)
def test_numbers_are_written_as_javascript_writes_them(value: Any, text: str) -> None:
    """Python and JavaScript differ in whole numbers, exponents and infinities."""
    assert stable(value) == text


def test_texts_are_raw_but_for_control_characters_and_lone_surrogates() -> None:
    """Nothing outside ASCII is escaped that need not be."""
    assert stable(["é\u2028/</script>\x7f", "\n\x01", "\ud800"]) == (
        '["é\u2028/</script>\x7f","\\n\\u0001","\\ud800"]'
    )
