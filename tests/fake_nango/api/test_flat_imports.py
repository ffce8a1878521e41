"""Imports as older clients send them."""

from __future__ import annotations

from typing import Any

import pytest

TOKEN = {"provider_config_key": "outlook", "access_token": "at"}


def test_a_flat_import_is_echoed_and_told(app: Any) -> None:
    """It is for nobody: the webhook names no end user."""
    sent = {**TOKEN, "connection_id": "old-1", "no_expiration": True, "metadata": {"a": 1}}

    answer = app.call("POST", "/connection", json=sent)
    app.settle()

    assert (answer.status_code, answer.json()) == (201, sent)
    shown = app.call("GET", "/connection/old-1?provider_config_key=outlook").json()
    assert shown["credentials"]["access_token"] == "at"
    assert shown["metadata"] == {"a": 1}
    assert "expires_at" not in shown["credentials"]
    (told,) = app.elsewhere.webhooks()
    assert (told["operation"], told["connectionId"]) == ("creation", "old-1")
    assert "endUser" not in told


def test_credentials_of_other_kinds_have_flat_names(app: Any) -> None:
    """And a connection without an id gets one."""
    sent = {"provider_config_key": "keyed", "api_key": "k-1"}

    cid = app.call("POST", "/connection", json=sent).json()["connection_id"]

    shown = app.call("GET", f"/connection/{cid}?provider_config_key=keyed").json()
    assert shown["credentials"] == {"type": "API_KEY", "apiKey": "k-1"}


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({"access_token": "at"}, "missing_provider_config"),
        ({"provider_config_key": "nope", "access_token": "at"}, "unknown_provider_config"),
        ({"provider_config_key": "outlook"}, "missing_access_token"),
        (TOKEN, "missing_expires_at"),
        ({**TOKEN, "expires_at": "soon"}, "invalid_expires_at"),
    ],
)
def test_a_flat_import_that_lacks_something(app: Any, sent: Any, code: str) -> None:
    """Each has a word of its own, and nothing is stored."""
    answer = app.call("POST", "/connection", json=sent)

    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == code
    assert app.connections() == []
