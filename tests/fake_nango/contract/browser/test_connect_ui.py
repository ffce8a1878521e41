"""The official frontend SDK opens the fake's Connect UI as it opens Nango's own."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = [pytest.mark.node, pytest.mark.chromium]

SDK = "@nangohq/frontend"
POPUP = "Allow access to your account?"


@pytest.mark.shows(
    SDK,
    "Connect UI: parameter `apiURL`",
    "Connect UI: says `ready`",
    "Connect UI: says `connect`",
    "Connect UI: says `close`",
)
def test_the_connect_ui_leads_to_a_connection(app: Any) -> None:
    """`connect` names the connection that the fake has; Finish closes the frame."""
    frame = app.open_ui(app.session("outlook"))
    with app.page.expect_popup() as opened:
        frame.get_by_role("button", name="Connect", exact=True).click()
    opened.value.get_by_role("button", name="Allow").click()

    (connect,) = app.told("connect")
    frame.get_by_role("button", name="Finish").click()
    app.told("close")

    assert app.connections() == [("outlook", connect["connectionId"], "ada")]
    assert connect["providerConfigKey"] == "outlook"
    assert connect["isPending"] is False
    assert app.webhooks() == [("creation", True)]
    assert app.page.locator("#connect-ui").count() == 0
    assert app.page.evaluate("events.map(({ type }) => type)") == ["ready", "connect", "close"]


@pytest.mark.shows(SDK, "Connect UI: hears `session_token`")
def test_the_session_token_may_come_later(app: Any) -> None:
    """The frame waits for it, and lists every integration that the session allows."""
    frame = app.open_ui(None)
    app.told("ready")
    assert frame.get_by_text("Waiting for a session…").is_visible()

    app.page.evaluate("(token) => ui.setSessionToken(token)", app.session("outlook", "slack"))

    frame.get_by_role("button", name="Slack").wait_for()
    assert frame.locator("ul button").count() == 2


@pytest.mark.shows(
    SDK,
    "Connect UI: says `error`",
    "Connect UI: the popup's page: `nango_oauth_callback_error`",
)
def test_a_refusal_is_told_twice_and_can_be_tried_again(app: Any) -> None:
    """Once from the popup's page and once from the socket, as Nango's own does."""
    frame = app.open_ui(app.session("outlook"))
    with app.page.expect_popup() as opened:
        frame.get_by_role("button", name="Connect", exact=True).click()
    opened.value.get_by_role("button", name="Deny").click()

    errors = app.told("error", 2)

    assert {each["errorType"] for each in errors} == {
        "connection_validation_failed",
        "callback_err",
    }
    frame.get_by_role("button", name="Try again").wait_for()
    assert app.connections() == []
    assert app.webhooks() == [("creation", False)]


@pytest.mark.shows(SDK, "Connect UI: parameter `detectClosedAuthWindow`")
def test_a_closed_window_is_told_when_that_is_asked_for(app: Any) -> None:
    """The page then offers another attempt."""
    frame = app.open_ui(app.session("outlook"), "detectClosedAuthWindow: true")
    with app.page.expect_popup() as opened:
        frame.get_by_role("button", name="Connect", exact=True).click()
    opened.value.get_by_text(POPUP).wait_for()
    opened.value.close()

    (error,) = app.told("error")

    assert error["errorType"] == "window_closed"
    frame.get_by_role("button", name="Try again").wait_for()


def test_a_blocked_popup_is_told(app: Any) -> None:
    """The same page can open it, once the browser lets it."""
    frame = app.open_ui(app.session("outlook"))
    frame.get_by_role("button", name="Connect", exact=True).wait_for()
    inner = app.page.frame(url=lambda url: url.startswith(app.stage.urls.ui))
    inner.evaluate("void (window.allowed = window.open, window.open = () => null)")
    frame.get_by_role("button", name="Connect", exact=True).click()

    (error,) = app.told("error")
    assert error["errorType"] == "blocked_by_browser"

    inner.evaluate("void (window.open = window.allowed)")
    frame.get_by_role("button", name="Try again").click()
    with app.page.expect_popup():
        frame.get_by_role("button", name="Connect", exact=True).click()


@pytest.mark.parametrize("kind", ["expired", "unknown"])
def test_a_token_that_opens_nothing_is_said_to_have_expired(app: Any, kind: str) -> None:
    """Nango knows no difference between the two."""
    token = app.session("outlook")
    if kind == "expired":
        app.stage.control.expire_session(token)
    else:
        token = token[:-64] + "0" * 64
    frame = app.open_ui(token)

    frame.get_by_text("Your session has expired, please refresh the modal").wait_for()
    assert frame.get_by_role("button", name="Connect", exact=True).count() == 0


def test_credentials_are_asked_for_in_a_form(app: Any) -> None:
    """What is typed becomes the credentials of the connection."""
    frame = app.open_ui(app.session("by-name"))
    frame.get_by_label("User name").fill("ada")
    frame.get_by_label("Password").fill("s3cret")
    frame.get_by_role("button", name="Connect", exact=True).click()

    app.told("connect")

    (made,) = app.stage.control.connections()
    assert made["credentials"] == {"type": "BASIC", "username": "ada", "password": "s3cret"}


def test_a_provider_may_ask_for_more(app: Any) -> None:
    """A subdomain that does not fit is not sent; one that does is kept with the connection."""
    frame = app.open_ui(app.session("by-shop"))
    field = frame.get_by_label("Subdomain")
    field.fill("No!")
    frame.get_by_role("button", name="Connect", exact=True).click()
    assert field.evaluate("(input) => input.validity.patternMismatch") is True
    assert len(app.page.context.pages) == 1

    field.fill("books")
    with app.page.expect_popup() as opened:
        frame.get_by_role("button", name="Connect", exact=True).click()
    opened.value.get_by_role("button", name="Allow").click()
    app.told("connect")

    (made,) = app.stage.control.connections()
    assert made["connection_config"] == {"subdomain": "books"}


@pytest.mark.shows(SDK, "Connect UI: parameter `theme`")
def test_the_ui_dresses_as_it_is_told(app: Any) -> None:
    """Dark, whatever the system prefers."""
    frame = app.open_ui(app.session("outlook"), 'themeOverride: "dark", lang: "en"')

    frame.get_by_role("button", name="Connect", exact=True).wait_for()
    assert frame.locator("html").get_attribute("data-theme") == "dark"


def test_a_connection_is_made_anew_in_the_ui(app: Any) -> None:
    """The id stays, and the page says that it reconnects."""
    first = app.stage.connect(app.session("outlook"))
    token = app.reconnect_token(first)
    frame = app.open_ui(token)
    with app.page.expect_popup() as opened:
        frame.get_by_role("button", name="Reconnect", exact=True).click()
    opened.value.get_by_role("button", name="Allow").click()

    (connect,) = app.told("connect")

    assert connect["connectionId"] == first
    assert app.webhooks() == [("creation", True), ("override", True)]


def test_nothing_is_asked_of_anybody_else(app: Any) -> None:
    """Neither the SDK nor a page of the fake's goes anywhere but to this machine."""
    asked: list[str] = []
    app.page.context.on("request", lambda request: asked.append(request.url))
    frame = app.open_ui(app.session("outlook"))
    with app.page.expect_popup() as opened:
        frame.get_by_role("button", name="Connect", exact=True).click()
    opened.value.get_by_role("button", name="Allow").click()
    app.told("connect")

    assert len(asked) > 5
    assert [url for url in asked if not url.startswith(("http://127.0.0.1:", "data:"))] == []


def test_a_page_that_nobody_has_opened_says_how_it_is_meant(app: Any) -> None:
    """By itself, it explains that an application must open it."""
    app.page.goto(f"{app.stage.urls.ui}/")

    app.page.get_by_text("This page can't be opened directly.").wait_for()
    app.page.get_by_text("Please start a connection from your application.").wait_for()
    assert app.page.locator("#view button").count() == 0
