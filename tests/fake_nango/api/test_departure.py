"""The way to the provider: what the redirect says, and what ends before it began."""

from __future__ import annotations

from typing import Any

import pytest


def test_the_way_there_is_a_redirect_with_a_cookie(app: Any) -> None:
    """Its state is a UUID of version 1, its body says where it leads."""
    answer = app.bare("GET", f"/oauth/connect/google-mail?connect_session_token={app.session()}")

    location = answer.headers["Location"]
    state = app.query_of(location)["state"]
    assert location.startswith(f"{app.urls.ui}/provider/google-mail/authorize?response_type=code&")
    assert state[14] == "1"
    assert answer.headers["Set-Cookie"].startswith(f"oauth2-{state}=1; Max-Age=3600; Path=/;")
    assert answer.headers["Vary"] == "Accept"
    assert answer.text == f"Found. Redirecting to {location}"


def test_a_sessions_defaults_win_over_what_the_browser_sends(app: Any) -> None:
    """Config is merged, authorization parameters are replaced whole."""
    token = app.session(
        tags={},
        integrations_config_defaults={
            "crm": {
                "authorization_params": {"prompt": "consent"},
                "connection_config": {"subdomain": "mine", "oauth_scopes_override": "x,y"},
            }
        },
    )

    location = app.leave(token, "crm", "&params[subdomain]=yours&authorization_params[a]=b")

    query = app.query_of(location)
    assert location.startswith("https://mine.crm.example/authorize?")
    assert query["scope"] == "x y"
    assert query["prompt"] == "consent"
    assert "a" not in query


def test_without_defaults_the_browsers_parameters_count(app: Any) -> None:
    """The text `undefined` takes one away."""
    location = app.leave(
        app.session(),
        "google-mail",
        "&authorization_params[prompt]=undefined&authorization_params[hd]=x",
    )

    query = app.query_of(location)
    assert "prompt" not in query
    assert query["hd"] == "x"


@pytest.mark.parametrize(
    ("integration", "query", "status", "text"),
    [
        ("outlook", "&connection_id=x", 400, "connection_id is forbidden when using session"),
        ("slack", "", 400, '{"error":{"code":"integration_not_allowed"}}'),
        ("no", "", 400, "Could not find a Provider Config matching the &quot;no&quot; key."),
        ("crm", "", 400, "Missing Connection Config param(s) in Auth request"),
        ("keyed", "", 400, "is missing client ID, secret and/or scopes."),
    ],
)
def test_what_ends_before_it_began(
    app: Any, integration: str, query: str, status: int, text: str
) -> None:
    """Some are JSON and some are a page; none is a redirect."""
    token = app.session(tags={}, allowed_integrations=["outlook", "crm", "keyed"])

    answer = app.bare("GET", f"/oauth/connect/{integration}?connect_session_token={token}{query}")

    assert answer.status_code == status
    assert text in answer.text
    assert app.elsewhere.webhooks() == []
