"""A client that acts for itself: a token at once, and a new one when it ends."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

import pytest

from fake_nango.settings import IntegrationSettings, Settings, default_settings

OWN = {"client_id": "mine", "client_secret": "s"}


@pytest.fixture
def app(start: Any, elsewhere: Any) -> Any:
    """Start a fake with two such integrations: one's tokens come from elsewhere."""
    (dev,) = default_settings(seed=1, webhook_url=f"{elsewhere.url}/hook").environments
    away = IntegrationSettings(
        unique_key="away",
        provider="some-machine",
        auth_mode="OAUTH2_CC",
        token_url=f"{elsewhere.url}/token",
    )
    here = IntegrationSettings(unique_key="here", provider="other", auth_mode="OAUTH2_CC")
    dev = replace(dev, integrations=(*dev.integrations, away, here))
    return start(Settings(environments=(dev,)))


def connect(app: Any, key: str, token: str, body: Any, query: str = "") -> Any:
    """Post a client as the SDK does."""
    return app.bare("POST", f"/oauth2/auth/{key}?connect_session_token={token}{query}", json=body)


def test_a_client_is_turned_into_a_token_at_once(app: Any) -> None:
    """The form names the client first; the connection keeps both."""
    tokens = {"access_token": "at", "expires_in": 3600}
    app.elsewhere.answers["/token"] = (200, "application/json", json.dumps(tokens))
    token = app.session(
        end_user={"id": "ada"},
        integrations_config_defaults={"away": {"authorization_params": {"audience": "x"}}},
    )

    answer = connect(app, "away", token, OWN, "&params[oauth_scopes]=a,b")

    app.settle()
    assert list(answer.json()) == ["providerConfigKey", "connectionId"]
    (request,) = app.elsewhere.at("/token")
    assert parse_qsl(request.body) == [
        ("client_id", "mine"),
        ("client_secret", "s"),
        ("grant_type", "client_credentials"),
        ("scope", "a b"),
        ("audience", "x"),
    ]
    shown = app.connection(answer.json()["connectionId"], "away")
    assert shown["credentials"]["token"] == "at"
    assert shown["credentials"]["client_id"] == "mine"
    assert "access_token" not in shown["credentials"]
    (webhook,) = app.elsewhere.webhooks()
    assert (webhook["authMode"], webhook["endUser"]["endUserId"]) == ("OAUTH2_CC", "ada")


def test_a_token_that_ends_is_replaced_by_asking_again(app: Any) -> None:
    """There is no refresh token; the built-in provider gives one to whoever asks."""
    cid = connect(app, "here", app.session(), OWN).json()["connectionId"]
    first = app.connection(cid, "here")["credentials"]

    forced = app.connection(cid, "here", "&force_refresh=true")["credentials"]

    assert first["token"] != forced["token"]
    assert (forced["client_id"], forced["client_secret"]) == ("mine", "s")
    named = {"Connection-Id": cid, "Provider-Config-Key": "here"}
    assert app.call("GET", "/proxy/v1.0/me/messages", headers=named).status_code == 200


def test_a_provider_that_gives_no_token(app: Any) -> None:
    """Nothing is stored, and nobody is told."""
    app.elsewhere.answers["/token"] = (401, "application/json", '{"error":"invalid_client"}')

    answer = connect(app, "away", app.session(), OWN)

    app.settle()
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "client_credentials_fetch_error"
    assert (app.connections(), app.elsewhere.webhooks()) == ([], [])


@pytest.mark.parametrize(
    ("key", "body", "query", "code"),
    [
        ("away", {}, "", "missing_client_id"),
        ("away", {"client_id": "a"}, "&connection_id=x", "missing_client_secret"),
        ("away", OWN, "&connection_id=x", "invalid_query_params"),
        ("no", OWN, "", "unknown_provider_config"),
        ("outlook", OWN, "", "invalid_auth_mode"),
        ("away", OWN, "", "integration_not_allowed"),
    ],
)
def test_what_is_refused(app: Any, key: str, body: Any, query: str, code: str) -> None:
    """Always with 400, and the client is looked at first."""
    answer = connect(app, key, app.session(tags={}, allowed_integrations=["here"]), body, query)

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)


def test_without_a_body_it_breaks_as_nango_does(app: Any) -> None:
    """And another content type than JSON is no body."""
    path = f"/oauth2/auth/away?connect_session_token={app.session()}"

    bare = app.bare("POST", path)
    form = app.bare("POST", path, data={"client_id": "a"})

    assert (bare.status_code, form.status_code) == (500, 500)
    assert bare.json()["error"]["code"] == "generic_error_support"
