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
        ("app", "", 400, "Auth mode APP not supported."),
        ("regional", "", 400, "to interpolate url authorization_params."),
    ],
)
def test_what_ends_before_it_began(
    app: Any, integration: str, query: str, status: int, text: str
) -> None:
    """Some are JSON and some are a page; none is a redirect."""
    token = app.session(
        tags={}, allowed_integrations=["outlook", "crm", "keyed", "app", "regional"]
    )

    answer = app.bare("GET", f"/oauth/connect/{integration}?connect_session_token={token}{query}")

    assert answer.status_code == status
    assert text in answer.text
    assert app.elsewhere.webhooks() == []


def test_a_browser_that_came_by_tls_gets_a_cookie_for_it(app: Any) -> None:
    """The first of several proxies knows; and a browser is shown a page."""
    path = f"/oauth/connect/outlook?connect_session_token={app.session()}"
    secure = {"X-Forwarded-Proto": "https, http", "Accept": "text/html,*/*;q=0.8"}

    by_tls = app.bare("GET", path, headers=secure)
    plain = app.bare("GET", path, headers={"X-Forwarded-Proto": "http, https"})

    assert by_tls.headers["Set-Cookie"].endswith("; HttpOnly; Secure; SameSite=None")
    assert plain.headers["Set-Cookie"].endswith("; HttpOnly; SameSite=Lax")
    assert by_tls.headers["Content-Type"] == "text/html; charset=utf-8"
    assert by_tls.text.startswith("<p>Found. Redirecting to http")
    assert "&amp;state=" in by_tls.text


def test_a_providers_parameters_may_depend_on_the_config(app: Any) -> None:
    """They are filled in, and encoded once."""
    location = app.leave(app.session(), "regional", "&params[region]=eu/1")

    assert app.query_of(location)["audience"] == "https://eu/1.example"


def test_scopes_of_the_user_are_slacks_alone(app: Any) -> None:
    """They stand beside those of the bot, and what the session says later wins."""
    both = {"user_scopes": "chat:write,users:read"}
    token = app.session(tags={}, integrations_config_defaults={"slack": both, "google-mail": both})

    assert app.query_of(app.leave(token, "slack"))["user_scope"] == "chat:write,users:read"
    assert "user_scope" not in app.query_of(app.leave(token, "google-mail"))


def test_nobody_comes_back_from_installing_an_app(app: Any) -> None:
    """With a state it is an unknown one."""
    without, unknown = (
        app.bare("GET", "/app-auth/connect"),
        app.bare("GET", "/app-auth/connect?state=x"),
    )

    assert (without.status_code, without.text) == (400, "Bad Request")
    assert (unknown.status_code, unknown.text) == (404, "Not Found")
