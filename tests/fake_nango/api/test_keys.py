"""Keys: those that open everything, those that do not, and the one that signs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from fake_nango.settings import ApiKeySettings, default_settings
from fake_nango.signing import hmac_signature
from fake_nango.web.auth import Auth
from fake_nango.web.scopes import NEEDED, grants
from fake_nango.web.table import api_routes

PUBLIC = "99999999-8888-4777-a666-555555555555"


@pytest.fixture
def keyed(start: Callable[..., Any], elsewhere: Any) -> Callable[..., Any]:
    """Start a fake with one limited key, and call it with that key."""

    def with_scopes(*scopes: str) -> Any:
        limited = ApiKeySettings(secret_key="99999999-8888-4777-a666-000000000000", scopes=scopes)
        (dev,) = default_settings(seed=1, webhook_url=f"{elsewhere.url}/hook").environments
        dev = replace(dev, api_keys=(limited,), public_key=PUBLIC)
        app = start(replace(default_settings(), environments=(dev,)))
        return app, {"Authorization": f"Bearer {limited.secret_key}"}

    return with_scopes


def test_every_route_for_a_key_says_which_scope_it_needs() -> None:
    """None is forgotten, and none is named that does not exist."""
    with_key = {Auth.SECRET, Auth.SESSION_OR_SECRET}
    routes = {(each.method, each.path) for each in api_routes() if each.auth in with_key}

    assert routes == set(NEEDED)


@pytest.mark.parametrize(
    ("granted", "covered"),
    [
        ("environment:connections:read", True),
        ("environment:connections:*", True),
        ("environment:*", True),
        ("environment:connect_sessions:*", False),
        ("environment:connections:rea", False),
        ("environment:connections", False),
    ],
)
def test_what_a_granted_scope_covers(granted: str, covered: object) -> None:
    """Itself, and with an asterisk what begins with it."""
    assert grants((granted,), "environment:connections:read") is covered


def test_a_limited_key_opens_what_it_was_granted_and_no_more(keyed: Callable[..., Any]) -> None:
    """Sessions may be made with it, connections may not be listed."""
    app, key = keyed("environment:connect_sessions:write")
    body = {"end_user": {"id": "u"}}

    made = app.bare("POST", "/connect/sessions", json=body, headers=key)
    listed = app.bare("GET", "/connections", headers=key)
    started = app.bare("POST", "/sync/start", json={}, headers=key)

    assert made.status_code == 201
    assert listed.json()["error"] == {
        "code": "forbidden",
        "message": "Insufficient scope. Required one of: environment:connections:list or"
        " environment:connections:list_credentials",
    }
    # The scope is looked at before the body.
    assert (started.status_code, started.json()["error"]["message"]) == (
        403,
        "Insufficient scope. Required: environment:syncs:execute",
    )
    assert app.bare("GET", "/providers/slack", headers=key).status_code == 200


def test_a_key_without_credentials_reads_a_connection_and_no_token(
    keyed: Callable[..., Any],
) -> None:
    """Reading so leaves no trace, and asking for more is refused."""
    app, key = keyed("environment:connections:read")
    cid = app.connect()
    before = app.connection(cid)["last_fetched_at"]
    path = f"/connections/{cid}?provider_config_key=outlook"

    plain = app.bare("GET", path, headers=key)
    forced = app.bare("GET", f"{path}&force_refresh=true", headers=key)
    unforced = app.bare("GET", f"{path}&force_refresh=false", headers=key)

    assert (plain.status_code, plain.json()["credentials"]) == (200, {})
    assert plain.json()["last_fetched_at"] == before
    assert (forced.status_code, unforced.status_code) == (403, 200)
    assert "environment:connections:read_credentials scope" in forced.json()["error"]["message"]


def test_a_key_without_credentials_sees_no_clients_secret(keyed: Callable[..., Any]) -> None:
    """The member is left out rather than refused."""
    app, key = keyed("environment:integrations:read")

    shown = app.bare("GET", "/integrations/outlook?include=credentials", headers=key).json()

    assert "credentials" not in shown["data"]


def test_a_rotated_key_signs_from_then_on(app: Any) -> None:
    """It is shown once, by the rotation, and the one before it signs nothing more."""
    before = app.control.info().environments[0].webhook_signing_key

    rotated = app.call("POST", "/environment/webhook-signing-key/rotate")

    key = rotated.json()["data"]["webhook_signing_key"]
    app.connect()
    (arrived,) = app.elsewhere.at("/hook")
    assert (rotated.status_code, key != before) == (200, True)
    signature = arrived.headers["x-nango-hmac-sha256"]
    assert signature == hmac_signature(key, arrived.body.encode())
    assert app.call("POST", "/environment/webhook-signing-key/rotate?a=1").status_code == 400


def test_a_public_key_is_of_no_use_to_accounts_of_today(keyed: Callable[..., Any]) -> None:
    """A known one is told apart from an unknown one, and from what cannot be one."""
    app, _ = keyed()

    found = {
        key: app.bare("GET", f"/oauth/connect/outlook?public_key={key}")
        for key in (PUBLIC, PUBLIC.replace("9", "8"), "pub")
    }

    assert [each.status_code for each in found.values()] == [401, 401, 401]
    assert found[PUBLIC].json() == {
        "error": {
            "code": "deprecated_authentication",
            "message": "Public key authentication is deprecated. Please use connect session"
            " authentication instead.",
        }
    }
    codes = [each.json()["error"]["code"] for each in found.values()]
    assert codes[1:] == ["unknown_account", "invalid_public_key"]
