"""The popup over HTTP: off to the provider, back with a code, and told of."""

from __future__ import annotations

from typing import Any


def test_the_whole_flow_makes_a_connection_and_tells_of_it(app: Any) -> None:
    """Before the browser's page, the connection is there; the webhook follows."""
    token = app.session(end_user={"id": "ada", "email": "ada@example.com"}, tags={"Team": "a"})

    cid = app.connect(token)

    assert app.connections()[0]["connection_id"] == cid
    assert app.elsewhere.webhooks() == [
        {
            "from": "nango",
            "type": "auth",
            "connectionId": cid,
            "providerConfigKey": "outlook",
            "authMode": "OAUTH2",
            "provider": "microsoft",
            "environment": "dev",
            "operation": "creation",
            "success": True,
            "tags": {
                "end_user_id": "ada",
                "end_user_email": "ada@example.com",
                "team": "a",
            },
            "endUser": {"endUserId": "ada", "endUserEmail": "ada@example.com", "tags": {}},
        }
    ]


def test_the_journal_follows_a_person_through_the_flow(app: Any) -> None:
    """Every step is theirs: session, popup, provider, token request, connection, webhook."""
    cid = app.connect(app.session(end_user={"id": "ada"}))

    events = app.control.journal(since=0, person="ada").events
    steps = [
        event.data.get("path") or event.data.get("operation") or event.kind for event in events
    ]
    assert [step for step in steps if step not in {"delivery", "delivery_state"}] == [
        "session",
        "/connect/sessions",
        "/oauth/connect/outlook",
        "/provider/outlook/decision",
        "/provider/outlook/token",
        "creation",
        "/oauth/callback",
    ]
    callers = {
        event.data["endpoint"]: event.data["caller"] for event in events if event.kind == "provider"
    }
    assert callers == {"decision": "browser", "token": "nango"}
    assert {event.connection for event in events[2:]} == {cid}


def test_one_token_makes_two_connections(app: Any) -> None:
    """Success does not use a session up."""
    token = app.session()

    assert app.connect(token) != app.connect(token)
