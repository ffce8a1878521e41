"""Connecting with a key, with a password, with nothing."""

from __future__ import annotations

from typing import Any

import pytest


def connect(app: Any, way: str, token: str, body: Any, query: str = "") -> Any:
    """Post credentials as the SDK does."""
    return app.bare("POST", f"/{way}?connect_session_token={token}{query}", json=body)


def test_an_api_key_is_tested_and_stored(app: Any) -> None:
    """The answer has the connection's id first."""
    token = app.session(end_user={"id": "ada"})

    answer = connect(app, "api-auth/api-key/keyed", token, {"apiKey": "k"}, "&params[a]=b")

    app.settle()
    cid = answer.json()["connectionId"]
    assert list(answer.json()) == ["connectionId", "providerConfigKey"]
    (test,) = app.elsewhere.at("/verify")
    assert test.headers["x-api-key"] == "k"
    shown = app.connection(cid, "keyed")
    assert shown["credentials"] == {"type": "API_KEY", "apiKey": "k"}
    assert (shown["metadata"], shown["connection_config"]) == ({}, {"a": "b"})
    (webhook,) = app.elsewhere.webhooks()
    assert (webhook["authMode"], webhook["endUser"]["endUserId"]) == ("API_KEY", "ada")


def test_a_key_that_fails_its_test_leaves_nothing(app: Any) -> None:
    """No connection and no webhook."""
    app.elsewhere.answers["/verify"] = (401, "text/plain", "no")

    answer = connect(app, "api-auth/api-key/keyed", app.session(), {"apiKey": "k"})

    app.settle()
    assert answer.json()["error"]["code"] == "connection_test_failed"
    assert app.connections() == []
    assert app.elsewhere.webhooks() == []


def test_a_password_may_be_empty_and_is_sent_as_basic(app: Any) -> None:
    """The proxy puts both into one header."""
    body = {"username": "u", "password": ""}

    cid = connect(app, "api-auth/basic/basic", app.session(), body).json()["connectionId"]

    app.call("GET", "/proxy/x", headers={"Connection-Id": cid, "Provider-Config-Key": "basic"})
    assert app.elsewhere.at("/api/x")[0].headers["authorization"] == "Basic dTo="


def test_nothing_is_needed_where_nothing_is_asked_for(app: Any) -> None:
    """With an empty object, or no body at all; there are no credentials."""
    token = app.session()
    cid = connect(app, "auth/unauthenticated/open", token, {}).json()["connectionId"]
    path = f"/auth/unauthenticated/open?connect_session_token={token}"

    assert app.bare("POST", path).status_code == 200
    assert app.connection(cid, "open")["credentials"] == {}


def test_a_reconnect_resets_metadata_of_a_key_and_keeps_that_of_nothing(app: Any) -> None:
    """The two ways differ, as they do in Nango."""
    found = {}
    for way, key, body in (
        ("api-auth/api-key", "keyed", {"apiKey": "k"}),
        ("auth/unauthenticated", "open", {}),
    ):
        cid = connect(app, f"{way}/{key}", app.session(), body).json()["connectionId"]
        named = {"connection_id": cid, "provider_config_key": key, "metadata": {"a": 1}}
        app.call("POST", "/connections/metadata", json=named)
        again = {"connection_id": cid, "integration_id": key}
        token = app.call("POST", "/connect/sessions/reconnect", json=again).json()["data"]["token"]
        assert connect(app, f"{way}/{key}", token, body).json()["connectionId"] == cid
        found[key] = app.connection(cid, key)["metadata"]

    assert found == {"keyed": {}, "open": {"a": 1}}


@pytest.mark.parametrize(
    ("way", "body", "query", "status", "code"),
    [
        ("api-auth/api-key/keyed", {"apiKey": "k", "type": "API_KEY"}, "", 400, "invalid_body"),
        ("api-auth/api-key/keyed", {}, "", 400, "invalid_body"),
        ("api-auth/api-key/a%2Fb", {"apiKey": "k"}, "", 400, "invalid_uri_params"),
        ("api-auth/api-key/no", {"apiKey": "k"}, "", 404, "unknown_provider_config"),
        ("api-auth/api-key/outlook", {"apiKey": "k"}, "", 400, "invalid_auth_mode"),
        (
            "api-auth/api-key/keyed",
            {"apiKey": "k"},
            "&connection_id=x",
            400,
            "invalid_query_params",
        ),
        ("api-auth/basic/keyed", {"username": "u", "password": "p"}, "", 400, "invalid_auth_mode"),
        ("auth/unauthenticated/open", {}, "", 400, "integration_not_allowed"),
        ("auth/unauthenticated/open", {"a": 1}, "", 400, "invalid_body"),
    ],
)
def test_what_is_refused(app: Any, way: str, body: Any, query: str, status: int, code: str) -> None:
    """In Nango's own order of checks."""
    token = app.session(tags={}, allowed_integrations=["keyed", "outlook"])

    answer = connect(app, way, token, body, query)

    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
