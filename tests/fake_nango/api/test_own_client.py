"""An OAuth client that one connection brings along, from the way there to a refresh."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl

import pytest

TOKENS = json.dumps({"access_token": "at", "refresh_token": "rt", "expires_in": 3600})
OWN = {"oauth_client_id_override": "own-id", "oauth_client_secret_override": "own-secret"}


def _forms(app: Any) -> list[dict[str, str]]:
    return [dict(parse_qsl(each.body)) for each in app.elsewhere.at("/token")]


def _session(app: Any, integration: str, **config: str) -> str:
    defaults = {integration: {"connection_config": config}}
    token: str = app.session(tags={}, integrations_config_defaults=defaults)
    return token


def test_a_session_may_name_the_client(app: Any) -> None:
    """It is used on the way there, for the code and for refreshes, and kept with the tokens."""
    app.elsewhere.answers["/token"] = (200, "application/json", TOKENS)
    token = _session(app, "crm", subdomain="acme", oauth_scopes_override="a,b", **OWN)

    query = app.query_of(app.leave(token, "crm"))
    app.bare("GET", f"/oauth/callback?code=c&state={query['state']}")

    (item,) = app.connections()
    shown = app.connection(item["connection_id"], "crm", "&force_refresh=true")
    assert (query["client_id"], query["scope"]) == ("own-id", "a b")
    assert [each["client_id"] for each in _forms(app)] == ["own-id", "own-id"]
    assert [each["client_secret"] for each in _forms(app)] == ["own-secret", "own-secret"]
    assert shown["connection_config"] == {"subdomain": "acme", "oauth_scopes_override": ["a", "b"]}
    assert shown["credentials"]["config_override"] == {
        "client_id": "own-id",
        "client_secret": "own-secret",
    }


def test_a_person_may_name_the_client_where_the_session_asks_for_it(app: Any) -> None:
    """An empty preset is a question; the refresh token counts only beside a client."""
    app.elsewhere.answers["/token"] = (200, "application/json", TOKENS)
    token = _session(app, "crm", subdomain="acme", oauth_client_id_override="")
    form = "".join(f"&credentials[{name}]={value}" for name, value in OWN.items())
    refresh = "&credentials[oauth_refresh_token_override]=mine"

    location = app.leave(token, "crm", form + refresh)
    plain = app.leave(app.session(), "crm", f"&params[subdomain]=acme{refresh}")

    assert app.query_of(location)["client_id"] == "own-id"
    app.bare("GET", f"/oauth/callback?code=c&state={app.query_of(location)['state']}")
    app.bare("GET", f"/oauth/callback?code=c&state={app.query_of(plain)['state']}")
    shown = [
        app.connection(each["connection_id"], "crm", "&refresh_token=true")
        for each in app.connections()
    ]
    assert [each["credentials"]["refresh_token"] for each in shown] == ["rt", "mine"]
    assert [each["connection_config"] for each in shown] == [
        {"subdomain": "acme"},
        {"subdomain": "acme", "overrideTokenRefresh": True},
    ]


@pytest.mark.parametrize("integration", ["outlook", "google-mail"])
def test_the_built_in_provider_takes_the_client_too(app: Any, integration: str) -> None:
    """Through the whole flow and a refresh, and the integration's own works beside it."""
    own = app.connect(_session(app, integration, **OWN), integration)
    usual = app.connect(None, integration)

    for cid in (own, usual):
        path = f"/connections/{cid}?provider_config_key={integration}&force_refresh=true"
        assert app.call("GET", path).status_code == 200
    assert "config_override" not in app.connection(usual, integration)["credentials"]
