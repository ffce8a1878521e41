"""Integrations and providers over HTTP."""

from __future__ import annotations

from typing import Any


def test_an_integration_shows_more_when_asked(app: Any) -> None:
    """Its webhook URL is null, its credentials are those of its settings."""
    plain = app.call("GET", "/integrations/crm").json()["data"]
    full = app.call("GET", "/integrations/crm?include=webhook&include=credentials").json()["data"]

    assert plain["logo"] == f"{app.urls.api}/images/template-logos/some-crm.svg"
    assert "credentials" not in plain
    assert full["webhook_url"] is None
    assert full["credentials"] == {
        "type": "OAUTH2",
        "client_id": "cid",
        "client_secret": "csecret",
        "scopes": "read,write",
        "webhook_secret": None,
    }
    keyed = app.call("GET", "/integrations/keyed?include=credentials").json()["data"]
    assert keyed["credentials"] is None


def test_an_unknown_integration_and_an_unknown_include(app: Any) -> None:
    """404 with its name; 400 for what cannot be included."""
    missing = app.call("GET", "/integrations/no")

    assert missing.status_code == 404
    assert missing.json()["error"]["message"] == 'Integration "no" does not exist'
    assert app.call("GET", "/integrations/crm?include=x").status_code == 400


def test_an_integration_lives_and_dies_by_the_api(app: Any) -> None:
    """Its connections go with it."""
    made = {
        "provider": "github",
        "unique_key": "mine",
        "credentials": {"client_id": "a", "client_secret": "b"},
    }
    created = app.call("POST", "/integrations", json=made)
    body = {
        "provider_config_key": "mine",
        "credentials": {"type": "OAUTH2", "access_token": "at"},
    }
    app.call("POST", "/connections", json=body)
    changed = app.call("PATCH", "/integrations/mine", json={"display_name": "Mine"})
    deleted = app.call("DELETE", "/integrations/mine")

    assert created.json()["data"]["display_name"] == "GitHub (User OAuth)"
    assert changed.json()["data"]["display_name"] == "Mine"
    assert deleted.json() == {"success": True}
    assert app.connections() == []
    assert app.call("DELETE", "/integrations/mine").status_code == 404


def test_an_integration_that_cannot_be_made(app: Any) -> None:
    """Missing credentials are noticed before a taken key."""
    path = "/integrations"
    unknown = app.call("POST", path, json={"provider": "no-such", "unique_key": "x"})
    bare = app.call("POST", path, json={"provider": "github", "unique_key": "crm"})
    taken = app.call(
        "POST", path, json={"provider": "github", "unique_key": "crm", "credentials": {}}
    )

    assert unknown.json()["error"]["errors"][0]["message"] == "Invalid provider"
    assert bare.json()["error"]["message"] == "Missing credentials"
    assert taken.json()["error"]["errors"][0]["message"] == "Unique key already exists"
    assert app.call("POST", path, json={}).status_code == 400
    assert app.call("PATCH", "/integrations/crm", json={"x": 1}).status_code == 400


def test_a_template_is_shown_as_it_stands(app: Any) -> None:
    """To a browser with a token, too; an integration's own provider has its fields."""
    token = {"Authorization": f"Bearer {app.session()}"}

    gmail = app.bare("GET", "/providers/google-mail", headers=token).json()["data"]
    own = app.call("GET", "/providers/some-crm").json()["data"]
    listed = app.call("GET", "/providers?search=google").json()["data"]

    assert gmail["authorization_url"] == "https://accounts.google.com/o/oauth2/v2/auth"
    assert gmail["logo_url"] == f"{app.urls.api}/images/template-logos/google-mail.svg"
    assert own["connection_config"]["subdomain"]["pattern"] == "^[a-z]+$"
    assert [each["name"] for each in listed] == ["google-drive", "google-mail"]


def test_a_provider_that_is_not_known(app: Any) -> None:
    """By its name, or by a name that cannot be one."""
    assert app.call("GET", "/providers/no-such").json()["error"]["message"] == (
        "Unknown provider no-such"
    )
    assert app.call("GET", "/providers/a%20b").status_code == 400


def test_small_endpoints_answer_without_a_key(app: Any) -> None:
    """They only say that the server is there."""
    assert app.bare("GET", "/ready").json() == {"result": "ok"}
    assert "google-mail" in app.bare("GET", "/providers.json").json()
    logo = app.bare("GET", "/images/template-logos/slack.svg")
    assert (logo.headers["Content-Type"], ">S</text>" in logo.text) == ("image/svg+xml", True)
    assert app.call("GET", "/environment-variables").json() == []
