"""Webhooks of providers: who is listened to, and what becomes of what they say."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace
from typing import Any

import pytest

from fake_nango.settings import ConnectionSettings, IntegrationSettings, Settings, default_settings


@pytest.fixture
def listening(start: Any, elsewhere: Any) -> Any:
    """Start a fake whose environment knows Slack, a silent provider and one without rules."""
    (dev,) = default_settings(seed=1).environments
    integrations = (
        IntegrationSettings(unique_key="slack", provider="slack"),
        IntegrationSettings(unique_key="crm", provider="some-crm"),
        IntegrationSettings(unique_key="any", provider="unauthenticated"),
    )
    connected = ConnectionSettings(
        connection_id="c-1", integration="slack", connection_config={"team.id": "T1"}
    )
    dev = replace(
        dev,
        webhook_url=f"{elsewhere.url}/hook",
        integrations=integrations,
        connections=(connected,),
        rate_limit=100,
    )
    return start(Settings(environments=(dev,)))


def environment(app: Any) -> str:
    """Return the uuid by which a provider names the environment."""
    uuid: str = app.control.info().environments[0].uuid
    return uuid


def told(app: Any) -> list[Any]:
    """Wait until all webhooks have been delivered, and return their requests."""
    assert app.control.settle(quiet_s=0.03).settled
    found: list[Any] = app.elsewhere.at("/hook")
    return found


def test_an_event_about_a_known_connection_is_passed_on_wrapped(listening: Any) -> None:
    """It says from which provider it is and which connection it is about."""
    path = f"/webhook/{environment(listening)}/slack"
    event = {"team_id": "T1", "text": "hello"}

    answer = listening.bare("POST", path, json=event, headers={"X-Custom": "c"})
    (arrival,) = told(listening)

    assert (answer.status_code, answer.json()) == (200, {"status": "success"})
    assert arrival.headers["x-custom"] == "c"
    assert listening.elsewhere.webhooks() == [
        {
            "connectionId": "c-1",
            "from": "slack",
            "payload": event,
            "providerConfigKey": "slack",
            "type": "forward",
        }
    ]


def test_an_event_about_nobody_known_is_passed_on_as_it_came(listening: Any) -> None:
    """Its members are sorted, and Nango's own signature is on it, not the provider's."""
    path = f"/webhook/{environment(listening)}/any"
    headers = {"Authorization": "mine", "X-Nango-Hmac-Sha256": "forged", "User-Agent": "p/1"}

    answer = listening.bare("POST", path, json={"b": "é", "a": [1]}, headers=headers)
    (arrival,) = told(listening)

    key = listening.control.info().environments[0].webhook_signing_key
    body = '{"a":[1],"b":"é"}'.encode()
    assert answer.json() == {"status": "success"}
    assert arrival.body.encode() == body
    signature = hmac.new(key.encode(), body, hashlib.sha256).hexdigest()
    assert arrival.headers["x-nango-hmac-sha256"] == signature
    assert "authorization" not in arrival.headers
    assert arrival.headers["user-agent"].startswith("nango/")


def test_a_form_is_passed_on_as_json(listening: Any) -> None:
    """Slack sends its commands so."""
    path = f"/webhook/{environment(listening)}/slack"

    listening.bare("POST", path, data={"team_id": "T2", "command": "/go"})
    told(listening)

    assert listening.elsewhere.webhooks() == [{"command": "/go", "team_id": "T2"}]


def test_a_provider_without_rules_is_not_listened_to(listening: Any) -> None:
    """It gets an empty answer, and nobody is told."""
    answer = listening.bare("POST", f"/webhook/{environment(listening)}/crm", json={"a": 1})

    assert (answer.status_code, answer.content) == (204, b"")
    assert told(listening) == []


def test_an_integration_may_keep_its_events_to_itself(listening: Any) -> None:
    """The provider is answered all the same."""
    listening.call("PATCH", "/integrations/any", json={"forward_webhooks": False})

    answer = listening.bare("POST", f"/webhook/{environment(listening)}/any", json={"a": 1})

    assert answer.json() == {"status": "success"}
    assert told(listening) == []


@pytest.mark.parametrize(
    ("named", "integration", "status", "code", "counted"),
    [
        ("11111111-1111-4111-8111-111111111111", "any", 404, "unknown_environment", True),
        (None, "nope", 404, "unknown_provider_config", True),
        ("nope", "any", 400, "invalid_uri_params", False),
    ],
)
def test_a_path_that_leads_nowhere(
    listening: Any, named: str | None, integration: str, status: int, code: str, *, counted: bool
) -> None:
    """What could be an environment counts for the rate limit, whether or not there is one."""
    named = named or environment(listening)
    answer = listening.bare("POST", f"/webhook/{named}/{integration}", json={"a": 1})

    assert answer.status_code == status
    assert answer.json()["error"]["code"] == code
    assert ("X-RateLimit-Limit" in answer.headers) is counted


def test_an_integration_says_where_its_provider_is_to_send(listening: Any) -> None:
    """Only where the provider is listened to."""
    shown = listening.call("GET", "/integrations/slack?include=webhook").json()["data"]
    silent = listening.call("GET", "/integrations/crm?include=webhook").json()["data"]

    assert shown["webhook_url"] == f"{listening.urls.api}/webhook/{environment(listening)}/slack"
    assert silent["webhook_url"] is None
