"""The way back from the provider: states, denials, and the page that the popup shows."""

from __future__ import annotations

from typing import Any

import pytest


def test_a_denial_is_told_without_tags_and_end_user(app: Any) -> None:
    """The id in it is one that never exists."""
    location = app.leave(app.session())

    page = app.arrive(app.decide(location, "deny"))

    app.settle()
    assert page.status_code == 400
    assert "Connection failed" in page.text
    (webhook,) = app.elsewhere.webhooks()
    assert webhook["success"] is False
    assert webhook["operation"] == "creation"
    assert webhook["error"]["type"] == "invalid_callback"
    assert webhook["error"]["description"].startswith(
        "Did not get authorization code in the callback. Provider error: error: access_denied"
    )
    assert not {"tags", "endUser"} & set(webhook)
    assert app.connections() == []


def test_a_state_works_once(app: Any) -> None:
    """The second time it is unknown, and nobody is told."""
    callback = app.decide(app.leave(app.session(end_user={"id": "ada"})))

    first, second = app.arrive(callback), app.arrive(callback)

    app.settle()
    assert (first.status_code, second.status_code) == (200, 400)
    assert "No session found for state" in second.text
    assert len(app.elsewhere.webhooks()) == 1
    assert app.api_events()[-1].person == "ada"


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("?code=x", "No state found in callback"),
        ("?code=x&state=nope", "invalid_oauth_state"),
        ("?code=x&state=a&state=b", "invalid_oauth_state"),
        ("?state=nope&error=access_denied", "access_denied"),
    ],
)
def test_a_callback_without_a_right_state_is_a_page(app: Any, query: str, text: str) -> None:
    """The provider's error is shown before the state's."""
    answer = app.bare("GET", f"/oauth/callback{query}")

    assert answer.status_code == 400
    assert text in answer.text


def test_an_installation_without_a_state_goes_to_where_it_came_from(app: Any) -> None:
    """As GitHub's apps do it."""
    path = "/oauth/callback?installation_id=1&setup_action=install"

    assert app.bare("GET", path).headers["Location"] == "https://github.com"
    referer = {"Referer": "https://github.example/x"}
    assert app.bare("GET", path, headers=referer).headers["Location"] == referer["Referer"]


def test_a_session_deleted_meanwhile_leaves_a_connection_of_nobody(app: Any) -> None:
    """It is made, but with neither tags nor end user."""
    token = app.session()
    callback = app.decide(app.leave(token))
    app.bare("DELETE", "/connect/session", headers={"Authorization": f"Bearer {token}"})

    assert app.arrive(callback).status_code == 200

    app.settle()
    (webhook,) = app.elsewhere.webhooks()
    assert webhook["tags"] == {}
    assert "endUser" not in webhook


def test_the_page_says_it_to_whoever_opened_it(app: Any) -> None:
    """What the provider says cannot break out of the script."""
    callback = "/oauth/callback?error=%3C%2Fscript%3E&state=nope"

    page = app.bare("GET", callback).text

    assert "nango_oauth_callback_error" in page
    assert "\\u003c/script>" in page
    assert page.count("</script>") == 1
