"""The rarer ways to connect: what each takes, stores and refuses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from fake_nango.settings import IntegrationSettings, Settings, default_settings

BILL = {"username": "u", "password": "p", "organization_id": "o", "dev_key": "k"}
SIGNED = {"username": "u", "password": "p", "type": "SIGNATURE"}
WAYS = {
    "JWT": ("jwt", {"privateKey": "pem"}),
    "TWO_STEP": ("two-step", {"user": "u", "type": "TWO_STEP"}),
    "SIGNATURE": ("signature", SIGNED),
    "BILL": ("bill", BILL),
    "AWS_SIGV4": ("aws-sigv4", {"role_arn": "arn:aws:iam::1:role/r", "region": "eu-central-1"}),
    "TBA": ("tba", {"token_id": "i", "token_secret": "s"}),
}


@pytest.fixture
def app(start: Callable[[Settings], Any], elsewhere: Any) -> Any:
    """Start a fake with an integration of each mode, named like the mode."""
    (dev,) = default_settings(seed=1, webhook_url=f"{elsewhere.url}/hook").environments
    made = [
        IntegrationSettings(
            unique_key=mode,
            provider=f"some-{mode.lower()}",
            auth_mode=mode,
            client_id="cid",
            client_secret="csecret",
            verification=f"GET {elsewhere.url}/verify" if mode == "TBA" else None,
        )
        for mode in WAYS
    ]
    return start(Settings(environments=(replace(dev, integrations=(*dev.integrations, *made)),)))


def connect(app: Any, way: str, key: str, body: Any, token: str | None = None) -> Any:
    """Post credentials as the SDK does."""
    query = f"connect_session_token={token or app.session()}"
    return app.bare("POST", f"/auth/{way}/{key}?{query}", json=body)


@pytest.mark.parametrize("mode", sorted(set(WAYS) - {"TBA"}))
def test_credentials_are_stored_as_they_came(app: Any, mode: str) -> None:
    """With their type, and with metadata that is empty, not absent."""
    way, body = WAYS[mode]

    answer = connect(app, way, mode, body)

    app.settle()
    shown = app.connection(answer.json()["connectionId"], mode)
    assert list(answer.json()) == ["connectionId", "providerConfigKey"]
    assert shown["credentials"] == {**body, "type": mode}
    assert shown["metadata"] == {}
    (webhook,) = app.elsewhere.webhooks()
    assert (webhook["authMode"], webhook["operation"]) == (mode, "creation")


def test_tokens_made_by_hand_are_tested_and_a_failure_is_a_200(app: Any) -> None:
    """An error all the same; with success the config names the integration's client."""
    body = {"token_id": "i", "token_secret": "s", "oauth_client_id_override": "own"}
    app.elsewhere.answers["/verify"] = (401, "text/plain", "")
    refused = connect(app, "tba", "TBA", body)
    app.elsewhere.answers.clear()
    taken = connect(app, "tba", "TBA", body)

    assert (refused.status_code, refused.json()["error"]["code"]) == (200, "invalid_credentials")
    assert [each["connection_id"] for each in app.connections()] == [taken.json()["connectionId"]]
    shown = app.connection(taken.json()["connectionId"], "TBA")
    assert shown["credentials"] == {
        "type": "TBA",
        "token_id": "i",
        "token_secret": "s",
        "config_override": {"client_id": "own"},
    }
    assert shown["connection_config"] == {
        "oauth_client_id": "cid",
        "oauth_client_secret": "csecret",
    }


def test_an_app_to_be_installed_elsewhere_is_pending(app: Any) -> None:
    """There is a connection at once, and nothing in it."""
    answer = connect(app, "oauth-outbound", "outlook", None)

    shown = app.connection(answer.json()["connectionId"])
    assert shown["connection_config"]["pending"] is True
    assert shown["credentials"] == {"type": "OAUTH2"}


@pytest.mark.parametrize(
    ("way", "key", "body", "status", "code"),
    [
        ("jwt", "JWT", [], 400, "invalid_body"),
        ("signature", "SIGNATURE", {**SIGNED, "type": ""}, 400, "invalid_body"),
        ("bill", "BILL", {**BILL, "more": 1}, 400, "invalid_body"),
        ("aws-sigv4", "AWS_SIGV4", {"role_arn": "r", "region": "EU"}, 400, "invalid_body"),
        ("tba", "TBA", {"token_id": "i"}, 400, "invalid_body"),
        ("jwt", "no", {}, 404, "unknown_provider_config"),
        ("jwt", "BILL", {}, 400, "invalid_auth_mode"),
        ("oauth-outbound", "BILL", {}, 400, "invalid_auth_mode"),
        ("two-step", "TWO_STEP", {}, 400, "integration_not_allowed"),
    ],
)
def test_what_is_refused(app: Any, way: str, key: str, body: Any, status: int, code: str) -> None:
    """In the order of the other endpoints: body, path, integration, mode, session."""
    token = app.session(tags={}, allowed_integrations=["JWT"])

    answer = connect(app, way, key, body, token)

    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
