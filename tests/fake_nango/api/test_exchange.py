"""The code's exchange at a provider that is elsewhere, and what its answer leads to."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

import pytest

from fake_nango.settings import IntegrationSettings, Settings, default_settings

TOKENS = json.dumps({"access_token": "at-1", "refresh_token": "rt-1", "expires_in": 3600})


def _crm_callback(app: Any, token: str, query: str = "code=c") -> Any:
    """Go to the provider that is elsewhere, and come back with a query."""
    location = app.leave(token, "crm", "&params[subdomain]=acme&params[webhook_url]=x")
    return app.bare("GET", f"/oauth/callback?{query}&state={app.query_of(location)['state']}")


def test_the_token_request_is_nangos(app: Any) -> None:
    """A form with the client's credentials last, and the verifier of the challenge."""
    app.elsewhere.answers["/token"] = (200, "application/json", TOKENS)

    assert _crm_callback(app, app.session()).status_code == 200

    (request,) = app.elsewhere.at("/token")
    form = dict(parse_qsl(request.body))
    assert list(form) == [
        "grant_type",
        "code",
        "redirect_uri",
        "code_verifier",
        "client_id",
        "client_secret",
    ]
    assert form["redirect_uri"] == f"{app.urls.api}/oauth/callback"
    assert request.headers["user-agent"] == "Nango"
    assert "x-fake-nango-internal" not in request.headers
    (item,) = app.connections()
    shown = app.connection(item["connection_id"], "crm")
    assert shown["connection_config"] == {"subdomain": "acme"}
    assert shown["credentials"]["access_token"] == "at-1"
    assert "refresh_token" not in shown["credentials"]["raw"]


@pytest.mark.parametrize(
    ("answer", "kind", "text"),
    [
        (
            (400, "application/json", '{"error":"invalid_grant"}'),
            "unknown",
            '"provider_error_payload": {\n    "error": "invalid_grant"\n  }',
        ),
        ((500, "text/html", "boom"), "unknown", "The content-type is not JSON compatible"),
        ((200, "application/json", "{"), "unknown", "The content-type is not JSON compatible"),
        (
            (200, "application/json", '{"error":"x"}'),
            "unable_to_parse_token_response",
            "response from the server could not be parsed",
        ),
    ],
)
def test_a_refused_code_is_told_in_the_providers_words(
    app: Any, answer: tuple[int, str, str], kind: str, text: str
) -> None:
    """The page is a failure, and there is no connection."""
    app.elsewhere.answers["/token"] = answer

    page = _crm_callback(app, app.session())

    app.settle()
    assert page.status_code == 400
    (webhook,) = app.elsewhere.webhooks()
    assert webhook["error"]["type"] == kind
    assert text in webhook["error"]["description"]
    assert app.connections() == []


def test_a_code_and_an_error_connect_and_show_a_failure(app: Any) -> None:
    """The page looks at the query, the flow at the code."""
    app.elsewhere.answers["/token"] = (200, "application/json", TOKENS)

    page = _crm_callback(app, app.session(), "code=c&error=weird")

    assert page.status_code == 200
    assert "Connection failed" in page.text
    assert len(app.connections()) == 1


def test_what_the_provider_tells_beside_its_tokens_is_kept(app: Any) -> None:
    """Of Slack's answer the team and the bot, so that its events find the connection."""
    cid = app.connect(integration="slack")

    config = app.connection(cid, "slack")["connection_config"]
    assert set(config) == {"bot_user_id", "team.id"}
    environment = app.control.info().environments[0].uuid
    event = {"team_id": config["team.id"]}
    app.bare("POST", f"/webhook/{environment}/slack", json=event)
    app.settle()
    forwarded = app.elsewhere.webhooks()[-1]
    assert (forwarded["type"], forwarded["connectionId"]) == ("forward", cid)


def test_tokens_may_be_hidden_in_the_answer_where_the_template_says_so(
    start: Any, elsewhere: Any
) -> None:
    """Slack gives a user's token in a member of its own when no bot was asked for."""
    answer = {"ok": True, "authed_user": {"access_token": "at-user"}, "team": {"id": "T9"}}
    elsewhere.answers["/token"] = (200, "application/json", json.dumps(answer))
    (dev,) = default_settings(seed=1).environments
    slack = IntegrationSettings(
        unique_key="slack", provider="slack", token_url=f"{elsewhere.url}/token"
    )
    app = start(Settings(environments=(replace(dev, integrations=(slack,)),)))

    app.connect(integration="slack")

    (item,) = app.connections()
    shown = app.connection(item["connection_id"], "slack")
    assert shown["credentials"]["access_token"] == "at-user"
    assert shown["connection_config"] == {"team.id": "T9"}


def test_an_integration_that_is_gone_when_the_person_comes_back(app: Any) -> None:
    """The page says that it failed; there is no connection and no webhook."""
    location = app.leave(app.session())
    callback = app.decide(location)
    app.call("DELETE", "/integrations/outlook")

    page = app.arrive(callback)

    app.settle()
    assert page.status_code == 400
    assert "Unknown error during the Oauth flow." in page.text
    assert app.elsewhere.webhooks() == []
