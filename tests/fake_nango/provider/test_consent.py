"""A person's decision goes back to the client, and to nobody else (RFC 6749, section 4.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from fake_nango.provider import AuthorizationRefused, Client, Provider

if TYPE_CHECKING:
    from tests.fake_nango.provider.conftest import Trip

CALLBACK = "http://127.0.0.1:3003/oauth/callback"


def test_an_approval_sends_code_and_state_back(trip: Trip) -> None:
    """The browser returns to the redirect URI with a code and the same state."""
    location = trip.provider.approve(trip.request())

    query = parse_qs(urlsplit(location).query)
    assert location.startswith(CALLBACK + "?")
    assert query["state"] == ["state-1"]
    assert set(query) == {"code", "state"}


def test_the_query_of_a_redirect_uri_survives(trip: Trip) -> None:
    """RFC 6749, section 3.1.2: a query in the redirect URI is kept."""
    location = trip.provider.approve(trip.request(redirect_uri=CALLBACK + "?tenant=1"))

    assert location.startswith(CALLBACK + "?tenant=1&code=")


def test_a_denial_says_access_denied(trip: Trip) -> None:
    """The browser returns with an error, a description and the state."""
    query = parse_qs(urlsplit(trip.provider.deny(trip.request())).query)

    assert query["error"] == ["access_denied"]
    assert query["state"] == ["state-1"]
    assert query["error_description"]


@pytest.mark.parametrize(
    "changed",
    [
        {"client_id": "another"},
        {"redirect_uri": ""},
        {"redirect_uri": "/oauth/callback"},
        {"redirect_uri": "javascript:alert(1)"},
        {"redirect_uri": CALLBACK + "#fragment"},
    ],
)
def test_an_unknown_client_or_a_bad_redirect_is_not_sent_back(
    trip: Trip, changed: dict[str, str]
) -> None:
    """The person is told, and the browser is sent nowhere."""
    with pytest.raises(AuthorizationRefused):
        trip.provider.approve(trip.request(**changed))


def test_a_registered_redirect_uri_is_compared_letter_by_letter(trip: Trip) -> None:
    """With registered URIs nothing else will do, not even a slash more."""
    client = Client(
        integration="outlook",
        client_id="cid",
        client_secret="s",
        redirect_uris=frozenset({CALLBACK}),
    )
    provider = Provider([client], clock=trip.time)

    assert provider.approve(trip.request()).startswith(CALLBACK)
    with pytest.raises(AuthorizationRefused):
        provider.approve(trip.request(redirect_uri=CALLBACK + "/"))


def test_another_response_type_is_sent_back_as_an_error(trip: Trip) -> None:
    """Only the code flow is known; the client learns it by redirect."""
    location = trip.provider.objection(trip.request(response_type="token"))

    assert location is not None
    assert "error=unsupported_response_type" in location


def test_an_unknown_challenge_method_is_sent_back_as_an_error(trip: Trip) -> None:
    """RFC 7636, section 4.4.1: an unknown transformation is an invalid request."""
    location = trip.provider.objection(trip.with_pkce("S512"))

    assert location is not None
    assert "error=invalid_request" in location


def test_a_good_request_meets_no_objection(trip: Trip) -> None:
    """S256 and plain are known."""
    assert trip.provider.objection(trip.with_pkce()) is None
    assert trip.provider.objection(trip.with_pkce("plain")) is None
