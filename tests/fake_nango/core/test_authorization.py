"""The provider's URL: names, order, encoding, and what overrides what."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

from fake_nango.authorization import (
    authorization_url,
    challenge_of,
    has_variables,
    interpolate,
    new_state,
    new_verifier,
)
from fake_nango.integration import Integration
from fake_nango.settings import IntegrationSettings


def built(provider: str = "google-mail", extra: Any = None, **settings: Any) -> str:
    """Build a URL for an integration with these settings."""
    integration = Integration.of(
        IntegrationSettings(unique_key="mail", provider=provider, client_id="cid", **settings), 0
    )
    return authorization_url(
        integration,
        "https://provider.example/authorize?dropped=1#gone",
        redirect_uri="http://127.0.0.1:3003/oauth/callback",
        state="s",
        verifier="v",
        scopes=integration.scopes,
        extra=extra or {},
    )


def query_of(url: str) -> list[tuple[str, str]]:
    """Read the query in its order."""
    return parse_qsl(urlsplit(url).query, keep_blank_values=True)


def test_the_query_comes_in_nangos_order() -> None:
    """Standard names, the template's, then PKCE; scopes are joined by a space."""
    url = built(scopes="a,b")

    assert url.startswith("https://provider.example/authorize?response_type=code&")
    assert "scope=a+b&" in url
    assert query_of(url) == [
        ("response_type", "code"),
        ("client_id", "cid"),
        ("redirect_uri", "http://127.0.0.1:3003/oauth/callback"),
        ("scope", "a b"),
        ("state", "s"),
        ("access_type", "offline"),
        ("prompt", "consent"),
        ("code_challenge", challenge_of("v")),
        ("code_challenge_method", "S256"),
    ]


def test_microsoft_has_no_pkce_and_default_scopes() -> None:
    """The template decides where the settings do not."""
    names = dict(query_of(built("microsoft")))

    assert names["scope"] == "offline_access .default"
    assert names["response_mode"] == "query"
    assert "code_challenge" not in names
    assert "code_challenge" in dict(query_of(built("microsoft", pkce=True)))


def test_slack_joins_its_scopes_by_a_comma_and_no_scopes_are_still_named() -> None:
    """An empty scope is sent, too."""
    assert dict(query_of(built("slack", scopes="a,b")))["scope"] == "a,b"
    assert dict(query_of(built("slack")))["scope"] == ""


def test_extra_parameters_replace_in_place_and_take_away() -> None:
    """Even the scope is not safe from them."""
    found = query_of(built(extra={"scope": "x", "prompt": None, "new": "y"}))

    assert [name for name, _ in found][3] == "scope"
    assert dict(found)["scope"] == "x"
    assert "prompt" not in dict(found)
    assert found[-1] == ("new", "y")


def test_variables_are_filled_and_encoded() -> None:
    """What nothing fills stays, and is noticed."""
    template = "https://${connectionConfig.subdomain}.example/${connectionConfig.path}"

    half = interpolate(template, {"subdomain": "a b!"})

    assert half == "https://a%20b!.example/${connectionConfig.path}"
    assert has_variables(half)
    assert not has_variables(interpolate(half, {"path": "x"}))


def test_states_are_of_version_one_and_verifiers_of_48_digits() -> None:
    """A state names no machine: its node is marked as made up."""
    state = UUID(new_state())

    assert state.version == 1
    assert state.node >> 40 & 1
    assert len(new_verifier()) == 48


def test_the_challenge_is_that_of_the_standard() -> None:
    """RFC 7636, appendix B."""
    assert challenge_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") == (
        "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    )
