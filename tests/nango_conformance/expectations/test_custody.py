"""What counts as a credential, where it may stand, and where it must not."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest

from nango_conformance.errors import ControlFailed, Nonconformance
from nango_conformance.evidence import Canary, Exchange
from nango_conformance.expectations import custody
from nango_conformance.expectations.custody import Text

TOKEN, REFRESH = "a-token-of-the-provider", "another-one-for-later"
SECRETS = (
    Canary(name="access token", secret=TOKEN),
    Canary(name="refresh token", secret=REFRESH),
)


def test_the_secrets_of_credentials_are_found_at_any_depth() -> None:
    """The same one twice is one; short ones would be found by chance."""
    credentials: dict[str, Any] = {
        "type": "OAUTH2",
        "access_token": TOKEN,
        "raw": {"access_token": TOKEN, "refresh_token": REFRESH, "scope": "x" * 20},
        "apiKey": "short",
        "password": "twelve-signs",
    }

    assert {(one.name, one.secret) for one in custody.canaries(credentials)} == {
        ("access token", TOKEN),
        ("refresh token", REFRESH),
        ("password", "twelve-signs"),
    }
    assert custody.canaries(None) == ()


def test_a_credential_in_any_text_is_named_with_its_place_and_not_shown() -> None:
    """The reason must not become the next place where it stands."""
    texts = [Text(where="the log", text="all is well"), Text(where="a row", text=f"t={TOKEN}")]

    with pytest.raises(Nonconformance, match="the access token as it is in a row") as found:
        custody.none_in(texts, SECRETS, browser=False)
    assert TOKEN not in str(found.value)
    assert custody.none_in(texts[:1], SECRETS, browser=False) == ()


def test_five_places_are_enough() -> None:
    """Whoever reads the reason needs to know where to begin."""
    texts = [Text(where=f"row {place}", text=TOKEN) for place in range(6)]
    with pytest.raises(Nonconformance) as found:
        custody.none_in(texts, SECRETS, browser=False)
    assert found.value.seen.split("; ") == [
        f"the access token as it is in row {place}" for place in range(5)
    ]


def test_a_browser_that_needs_one_gets_an_access_token_of_its_own() -> None:
    """In what is private, where that is declared; and never the one that renews it."""
    private = Text(where="the page", text=TOKEN, private=True)

    assert custody.none_in([private], SECRETS, browser=True) == ()
    for text, browser in (
        (private, False),
        (Text(where="the page", text=TOKEN), True),
        (Text(where="the page", text=REFRESH, private=True), True),
    ):
        with pytest.raises(Nonconformance):
            custody.none_in([text], SECRETS, browser=browser)


def test_nothing_found_means_nothing_where_nothing_was_looked_for() -> None:
    """Neither without secrets nor without texts."""
    with pytest.raises(ControlFailed):
        custody.none_in([Text(where="the log", text="x")], (), browser=False)
    with pytest.raises(ControlFailed):
        custody.none_in([], SECRETS, browser=False)


def test_an_answer_is_private_if_it_is_its_owners_and_nobody_keeps_it(
    make_exchange: Callable[..., Exchange],
) -> None:
    """Both of it, whatever the letters of the header."""
    bare = make_exchange(200)
    kept = dataclasses.replace(bare, headers=(("Cache-Control", "private, No-Store"),))

    assert custody.is_private(kept, "Ada")
    assert not custody.is_private(kept, "Grace")
    assert not custody.is_private(bare, "Ada")
