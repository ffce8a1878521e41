"""Item 03: what is a secret in a file that a browser loads, and what is none."""

from __future__ import annotations

import pytest

from nango_conformance.errors import Nonconformance
from nango_conformance.evidence import Canary
from nango_conformance.expectations import frontends

KEY = "7f0c1b1e-52f5-4b5e-8a0a-0d6f5b0c9a11"
CANARIES = (Canary(name="secret key", secret=KEY),)


@pytest.mark.parametrize(
    "text",
    [
        "const { data } = await post('/connect'); nango.openConnectUI({ token: data.token });",
        'env = { VITE_API: "https://api.example.com", VITE_SECRET_SANTA: "" };',
        "// NEXT_PUBLIC_NANGO_SECRET_KEY is never to be set",
    ],
)
def test_a_right_script_holds_nothing(text: str) -> None:
    """A name alone is none, nor is a value that is empty."""
    assert frontends.clean({"/app.js": text}, CANARIES) == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f'new Nango({{ secretKey: "{KEY}" }})', "the secret key as it is in /app.js"),
        (
            'e={NEXT_PUBLIC_NANGO_SECRET_KEY:"sk-0123456789"}',
            "NEXT_PUBLIC_NANGO_SECRET_KEY in /app",
        ),
        ("VITE_NANGO_SECRET = 'sk-0123456789'", "VITE_NANGO_SECRET in /app.js"),
    ],
)
def test_a_secret_is_found(text: str, told: str) -> None:
    """The key of the run, or what a bundler writes into every script under such a name."""
    with pytest.raises(Nonconformance) as caught:
        frontends.clean({"/": "<html>", "/app.js": text}, CANARIES)

    assert told in caught.value.seen
    assert caught.value.expected == "none of 2 files to hold a secret"


def test_all_secrets_are_told_as_far_as_there_is_room() -> None:
    """Each once, however often it stands there."""
    name = "VITE_NANGO_SECRET = 'sk-0123456789'"
    with pytest.raises(Nonconformance) as caught:
        frontends.clean({"/a.js": name * 2, "/b.js": name}, ())
    assert caught.value.seen == "VITE_NANGO_SECRET in /a.js; VITE_NANGO_SECRET in /b.js"

    with pytest.raises(Nonconformance) as caught:
        frontends.clean({"/" + "x" * 600: name}, ())
    assert len(caught.value.seen) == 500


def test_a_public_key_is_told_of() -> None:
    """It opens little, and session tokens have taken its place."""
    (note,) = frontends.clean({"/app.js": f"new Nango({{ publicKey: '{KEY}' }})"}, ())

    assert (note.level, note.text) == (
        "SHOULD",
        "/app.js has a public key of Nango's, which is deprecated",
    )
