"""Providers that nobody answers for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from fake_nango.settings import IntegrationSettings, Settings, default_settings

NOWHERE = "http://127.0.0.1:9"


def test_a_provider_that_is_gone_refuses_codes_and_keys(
    start: Callable[[Settings], Any], elsewhere: Any
) -> None:
    """A code ends in a page and a webhook, a key in a failed test."""
    (dev,) = default_settings(seed=1, webhook_url=f"{elsewhere.url}/hook").environments
    gone = IntegrationSettings(
        unique_key="gone",
        provider="gone",
        authorization_url=f"{NOWHERE}/authorize",
        token_url=f"{NOWHERE}/token",
        client_id="cid",
        client_secret="csecret",
    )
    keyed = IntegrationSettings(
        unique_key="keyed", provider="exa", verification=f"GET {NOWHERE}/verify"
    )
    app = start(Settings(environments=(replace(dev, integrations=(gone, keyed)),)))
    token = app.session()

    state = app.leave(token, "gone").partition("state=")[2].partition("&")[0]
    page = app.bare("GET", f"/oauth/callback?code=c&state={state}")
    path = f"/api-auth/api-key/keyed?connect_session_token={token}"
    tested = app.bare("POST", path, json={"apiKey": "k"})

    app.settle()
    (webhook,) = elsewhere.webhooks()
    assert page.status_code == 400
    assert webhook["error"]["type"] == "unknown"
    assert "Client request error" in webhook["error"]["description"]
    assert tested.json()["error"]["code"] == "connection_test_failed"
