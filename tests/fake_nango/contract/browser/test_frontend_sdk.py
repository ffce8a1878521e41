"""The official frontend SDK authorizes without the Connect UI, by popup and by credentials."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = [pytest.mark.node, pytest.mark.chromium]

SDK = "@nangohq/frontend"
POPUP = "Allow access to your account?"


@pytest.mark.shows(SDK, "WebSocket: connection_ack", "WebSocket: success")
def test_auth_without_the_ui_resolves_to_the_connection(app: Any) -> None:
    """Its popup goes to the provider by itself."""
    token = app.session("outlook")
    with app.page.expect_popup() as opened:
        app.auth(token, 'auth("outlook")')
    opened.value.get_by_role("button", name="Allow").click()

    resolved = app.outcome()["resolved"]

    assert app.connections() == [("outlook", resolved["connectionId"], "ada")]
    assert resolved["providerConfigKey"] == "outlook"
    assert resolved["isPending"] is False


@pytest.mark.shows(SDK, "WebSocket: callback_err")
def test_auth_without_the_ui_rejects_when_the_person_does(app: Any) -> None:
    """With the type that the socket gives."""
    token = app.session("outlook")
    with app.page.expect_popup() as opened:
        app.auth(token, 'auth("outlook")')
    opened.value.get_by_role("button", name="Deny").click()

    assert app.outcome()["rejected"] == "callback_err"
    assert app.connections() == []


def test_auth_without_the_ui_rejects_when_the_window_is_closed(app: Any) -> None:
    """When that is asked for."""
    token = app.session("outlook")
    with app.page.expect_popup() as opened:
        app.auth(token, 'auth("outlook", { detectClosedAuthWindow: true })')
    opened.value.get_by_text(POPUP).wait_for()
    opened.value.close()

    assert app.outcome()["rejected"] == "window_closed"


def test_auth_without_the_ui_rejects_when_its_popup_is_blocked(app: Any) -> None:
    """And only then: the same page can open it, once the browser lets it."""
    token = app.session("outlook")
    app.page.evaluate("void (window.allowed = window.open, window.open = () => null)")
    app.auth(token, 'auth("outlook")')

    assert app.outcome()["rejected"] == "blocked_by_browser"

    app.page.evaluate("void (window.open = window.allowed)")
    with app.page.expect_popup() as opened:
        app.auth(token, 'auth("outlook")')
    opened.value.get_by_text(POPUP).wait_for()


def test_an_integration_that_is_not_allowed_opens_nothing(app: Any) -> None:
    """The popup shows Nango's refusal; with detection its closing ends the wait."""
    token = app.session("outlook")
    with app.page.expect_popup() as opened:
        app.auth(token, 'auth("slack", { detectClosedAuthWindow: true })')
    opened.value.get_by_text("integration_not_allowed").wait_for()
    opened.value.close()

    assert app.outcome()["rejected"] == "window_closed"
    assert app.connections() == []


@pytest.mark.parametrize(
    ("integration", "call", "credentials"),
    [
        (
            "by-key",
            'auth("by-key", { credentials: { apiKey: "k-1" } })',
            {"type": "API_KEY", "apiKey": "k-1"},
        ),
        (
            "by-name",
            'auth("by-name", { credentials: { username: "a", password: "b" } })',
            {"type": "BASIC", "username": "a", "password": "b"},
        ),
        ("by-nothing", 'create("by-nothing")', {}),
    ],
)
def test_credentials_need_no_popup(
    app: Any, integration: str, call: str, credentials: dict[str, str]
) -> None:
    """One request, and the connection is there."""
    app.auth(app.session(integration), call)

    resolved = app.outcome()["resolved"]

    (made,) = app.stage.control.connections()
    assert resolved["connectionId"] == made["connection_id"]
    assert made["credentials"] == credentials
    assert app.webhooks() == [("creation", True)]


def test_an_old_token_is_refused_by_name(app: Any) -> None:
    """Where there is no popup the SDK passes the code of the refusal on."""
    token = app.session("by-key")
    app.stage.control.expire_session(token)
    app.auth(token, 'auth("by-key", { credentials: { apiKey: "k-1" } })')

    assert app.outcome()["rejected"] == "unknown_connect_session_token"
    assert app.connections() == []


def test_a_connection_is_made_anew_without_the_ui(app: Any) -> None:
    """Which one is the session's affair: an ordinary session makes another one."""
    first = app.stage.connect(app.session("outlook"))
    with app.page.expect_popup() as opened:
        app.auth(app.reconnect_token(first), 'reconnect("outlook")')
    opened.value.get_by_role("button", name="Allow").click()

    assert app.outcome()["resolved"]["connectionId"] == first
    assert len(app.connections()) == 1
    assert app.webhooks() == [("creation", True), ("override", True)]
