"""A code becomes tokens for whom it was made, once, and soon (RFC 6749 and RFC 7636)."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest

from fake_nango.provider import AuthorizationRequest, TokenRefused

if TYPE_CHECKING:
    from tests.fake_nango.provider.conftest import Trip

CALLBACK = "http://127.0.0.1:3003/oauth/callback"
VERIFIER = "v" * 48


def basic(text: str) -> str:
    """Return a Basic header."""
    return "Basic " + base64.b64encode(text.encode()).decode()


def test_a_code_becomes_tokens(trip: Trip) -> None:
    """The token answer has what RFC 6749, section 5.1 asks for."""
    tokens = trip.tokens()

    assert tokens["token_type"] == "Bearer"
    assert tokens["expires_in"] == 3600
    assert tokens["scope"] == "mail.read offline_access"
    assert tokens["access_token"] != tokens["refresh_token"]


def test_slack_says_that_it_went_well(trip: Trip) -> None:
    """Nango looks at `ok` in Slack's token answer, so it is there."""
    request = AuthorizationRequest.parse("slack", dict(trip.request(client_id="sid").parameters))
    form = trip.form(trip.code(request), client_id="sid")

    assert trip.provider.token("slack", form)["ok"] is True


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"client_secret": "wrong"}, "invalid_client"),
        ({"client_id": "nobody"}, "invalid_client"),
        ({"client_id": ""}, "invalid_client"),
        ({"client_id": "sid"}, "invalid_client"),
        ({}, "invalid_grant"),
        ({"grant_type": ""}, "invalid_request"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
    ],
)
def test_a_bad_token_request_has_its_error(trip: Trip, changed: dict[str, str], error: str) -> None:
    """RFC 6749, section 5.2 names the errors."""
    assert trip.refusal(trip.form("no code", **changed)) == error


def test_a_code_is_bound_to_its_redirect_uri(trip: Trip) -> None:
    """The token request must repeat the redirect URI."""
    code = trip.code(trip.request())

    assert trip.refusal(trip.form(code, redirect_uri=CALLBACK + "/")) == "invalid_grant"


def test_a_code_is_bound_to_its_client(trip: Trip) -> None:
    """Another client cannot use the code, and does not spend it either."""
    code = trip.code(trip.request())

    with pytest.raises(TokenRefused):
        trip.provider.token("slack", trip.form(code, client_id="sid"))
    assert trip.provider.token("outlook", trip.form(code))


def test_a_code_works_once_and_takes_its_tokens_with_it(trip: Trip) -> None:
    """RFC 6749, section 4.1.2: a second use revokes what the first use gave."""
    code = trip.code(trip.request())
    tokens = trip.provider.token("outlook", trip.form(code))

    assert trip.refusal(trip.form(code)) == "invalid_grant"
    assert trip.provider.account_of(str(tokens["access_token"])) is None
    assert trip.refusal(trip.refresh(tokens)) == "invalid_grant"


def test_a_code_expires(trip: Trip) -> None:
    """Ten minutes after the approval the code is worth nothing."""
    code = trip.code(trip.request())

    trip.time.now += 600

    assert trip.refusal(trip.form(code)) == "invalid_grant"


def test_the_verifier_must_fit_the_challenge(trip: Trip) -> None:
    """With a challenge only its own verifier will do."""
    code = trip.code(trip.with_pkce())

    assert trip.refusal(trip.form(code)) == "invalid_grant"
    assert trip.refusal(trip.form(code, code_verifier="w" * 48)) == "invalid_grant"
    assert trip.refusal(trip.form(code, code_verifier="short")) == "invalid_grant"
    assert trip.provider.token("outlook", trip.form(code, code_verifier=VERIFIER))


def test_a_plain_challenge_is_its_own_verifier(trip: Trip) -> None:
    """RFC 7636, section 4.2: plain compares the two."""
    code = trip.code(trip.with_pkce("plain", VERIFIER))

    assert trip.provider.token("outlook", trip.form(code, code_verifier=VERIFIER))


def test_a_verifier_without_a_challenge_is_refused(trip: Trip) -> None:
    """RFC 9700, section 2.1.1: it looks like a downgrade."""
    code = trip.code(trip.request())

    assert trip.refusal(trip.form(code, code_verifier=VERIFIER)) == "invalid_grant"


def test_a_client_may_authenticate_by_header(trip: Trip) -> None:
    """Basic alone, or Basic and the same in the body."""
    alone = trip.form(trip.code(trip.request()), client_id="", client_secret="")
    both = trip.form(trip.code(trip.request()))

    assert trip.provider.token("outlook", alone, basic("cid:s3cret"))
    assert trip.provider.token("outlook", both, basic("cid:s3cret"))


@pytest.mark.parametrize("header", [basic("cid:wrong"), "Basic %%%", basic("sid:s3cret")])
def test_two_clients_cannot_authenticate_at_once(trip: Trip, header: str) -> None:
    """A header that contradicts the body, or cannot be read, makes no client."""
    form = trip.form(trip.code(trip.request()))
    if header == "Basic %%%":
        form |= {"client_id": "", "client_secret": ""}

    assert trip.refusal(form, header) == "invalid_client"
