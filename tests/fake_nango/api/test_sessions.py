"""Connect sessions over HTTP."""

from __future__ import annotations

import re
from typing import Any


def shown(app: Any, token: str, query: str = "", **request: Any) -> Any:
    """Look at a session as the Connect UI does."""
    headers = {"Authorization": f"Bearer {token}"}
    return app.bare("GET", f"/connect/session{query}", headers=headers, **request)


def test_a_session_is_a_token_a_link_and_an_end(app: Any) -> None:
    """Thirty minutes from now, at the Connect UI."""
    answer = app.call("POST", "/connect/sessions", json={"tags": {"a": "b"}})

    data = answer.json()["data"]
    assert answer.status_code == 201
    assert list(data) == ["token", "connect_link", "expires_at"]
    assert re.fullmatch(r"nango_connect_session_[0-9a-f]{64}", data["token"])
    assert data["connect_link"] == f"{app.urls.ui}/?session_token={data['token']}"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", data["expires_at"])


def test_the_journal_shows_what_was_asked_for(app: Any) -> None:
    """With whose it is, from the end user or from a tag."""
    body = {
        "end_user": {"id": "ada", "email": "ada@example.com"},
        "organization": {"id": "o1"},
        "allowed_integrations": ["outlook"],
    }
    token = app.session(**body)
    app.session(tags={"end_user_id": "grace"})

    first, second = app.control.journal(since=0, kinds=("session",)).events
    assert (first.person, second.person) == ("ada", "grace")
    assert first.data["token"] == token
    assert first.data["end_user"]["email"] == "ada@example.com"
    assert first.data["organization"] == {"id": "o1", "display_name": None}
    assert first.data["allowed_integrations"] == ["outlook"]
    assert first.data["reconnect_of"] is None
    assert second.data["end_user"] is None
    assert second.data["tags"] == {"end_user_id": "grace"}


def test_the_ui_sees_what_the_session_allows(app: Any) -> None:
    """User scopes and tags are not for browsers."""
    token = app.session(
        end_user={"id": "ada"},
        allowed_integrations=["outlook"],
        integrations_config_defaults={
            "outlook": {"user_scopes": "a", "connection_config": {"x": 1, "webhook_url": ""}}
        },
        overrides={"outlook": {}},
        tags={"a": "b"},
    )

    data = shown(app, token).json()["data"]

    assert data["endUser"]["id"] == "ada"
    assert data["allowed_integrations"] == ["outlook"]
    assert data["integrations_config_defaults"] == {"outlook": {"connection_config": {"x": 1}}}
    assert data["overrides"] == {"outlook": {}}
    assert data["websocketsPath"] == "/"
    assert data["connectUISettings"]["theme"]["light"] == {"primary": "#00B2E3"}
    assert not {"tags", "isReconnecting", "expires_at"} & set(data)


def test_an_empty_list_of_integrations_allows_everything(app: Any) -> None:
    """And is not shown."""
    token = app.session(tags={}, allowed_integrations=[])

    assert "allowed_integrations" not in shown(app, token).json()["data"]


def test_any_query_or_body_is_refused(app: Any) -> None:
    """Even a cache buster."""
    token = app.session()

    assert shown(app, token, "?x=1").status_code == 400
    assert shown(app, token, json={"a": 1}).status_code == 400
    assert shown(app, token, json={}).status_code == 200
    assert app.call("POST", "/connect/sessions?x=1&y=2", json={"tags": {}}).json() == {
        "error": {
            "code": "invalid_query_params",
            "errors": [
                {
                    "code": "unrecognized_keys",
                    "message": 'Unrecognized keys: "x", "y"',
                    "path": [],
                }
            ],
        }
    }


def test_a_reconnect_session_is_bound_to_its_connection(app: Any) -> None:
    """It shows the connection's end user, although it stores none of its own."""
    cid = app.connect(app.session(end_user={"id": "ada"}))

    body = {"connection_id": cid, "integration_id": "outlook"}
    answer = app.call("POST", "/connect/sessions/reconnect", json=body)

    data = shown(app, answer.json()["data"]["token"]).json()["data"]
    assert answer.status_code == 201
    assert data["isReconnecting"] is True
    assert data["allowed_integrations"] == ["outlook"]
    assert data["endUser"]["id"] == "ada"
    event = app.control.journal(since=0, kinds=("session",)).events[-1]
    assert (event.person, event.connection) == ("ada", cid)
    assert event.data["reconnect_of"] == cid


def test_a_reconnect_of_what_is_not_there_is_an_invalid_body(app: Any) -> None:
    """With a message and no list of errors."""
    for body in (
        {"connection_id": "no", "integration_id": "outlook"},
        {"connection_id": "no", "integration_id": "no"},
    ):
        answer = app.call("POST", "/connect/sessions/reconnect", json=body)
        assert answer.status_code == 400
        assert answer.json()["error"] == {
            "code": "invalid_body",
            "message": "ConnectionID or IntegrationId does not exists",
        }
