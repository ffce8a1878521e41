"""Integrations and providers over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from fake_nango.settings import IntegrationSettings, Settings, default_settings


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


def test_people_can_connect_to_an_integration_made_by_the_api(app: Any) -> None:
    """The built-in provider knows its client at once, and a changed one, too."""
    credentials = {"type": "OAUTH2", "client_id": "a", "client_secret": "b"}
    made = {"provider": "google-mail", "unique_key": "mine", "credentials": credentials}
    app.call("POST", "/integrations", json=made)

    app.connect(integration="mine")
    app.call("PATCH", "/integrations/mine", json={"credentials": {**credentials, "client_id": "c"}})

    assert app.query_of(app.leave(app.session(), "mine"))["client_id"] == "c"
    app.connect(integration="mine")


def test_an_integration_is_renamed_only_while_nobody_is_connected(app: Any) -> None:
    """Nor to a key that is taken."""
    credentials = {"type": "OAUTH2", "access_token": "at"}
    body = {"provider_config_key": "github", "credentials": credentials}
    app.call("POST", "/connections", json=body)

    taken = app.call("PATCH", "/integrations/slack", json={"unique_key": "github"})
    used = app.call("PATCH", "/integrations/github", json={"unique_key": "new"})
    renamed = app.call("PATCH", "/integrations/slack", json={"unique_key": "chat"})

    assert taken.json()["error"]["message"] == "uniqueKey is already used by another integration"
    assert used.json()["error"] == {
        "code": "invalid_body",
        "message": "Can't rename an integration with active connections",
    }
    assert renamed.json()["data"]["unique_key"] == "chat"
    assert app.call("GET", "/integrations/slack").status_code == 404


def test_whether_a_providers_webhooks_are_passed_on_is_said_when_it_is_made(app: Any) -> None:
    """They are, unless somebody says otherwise."""
    shown = [
        app.call(
            "POST",
            "/integrations",
            json={"provider": "unauthenticated", "unique_key": f"any-{number}", **more},
        ).json()["data"]["forward_webhooks"]
        for number, more in enumerate(({}, {"forward_webhooks": False}))
    ]

    assert shown == [True, False]


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


def test_an_integration_may_ask_people_for_more_than_its_template(
    start: Callable[..., Any],
) -> None:
    """The Connect UI reads the fields of its form from the provider."""
    (dev,) = default_settings(seed=1).environments
    asking = IntegrationSettings(
        unique_key="mine", provider="github", connection_config={"host": "^[a-z.]+$"}
    )
    app = start(Settings(environments=(replace(dev, integrations=(asking,)),)))

    shown = app.call("GET", "/providers/github").json()["data"]

    assert shown["connection_config"] == {
        "host": {"type": "string", "title": "Host", "pattern": "^[a-z.]+$"}
    }
    assert shown["token_url"] == "https://github.com/login/oauth/access_token"


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
