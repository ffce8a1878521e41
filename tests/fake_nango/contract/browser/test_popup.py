"""The page at the end of the popup tells its opener, and goes when it has been heard."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = [pytest.mark.node, pytest.mark.chromium]

LISTEN = (
    'window.heard = []; window.addEventListener("message", ({ data }) => heard.push(data.type))'
)


@pytest.mark.shows("specification", "Connect UI: the popup's page: `nango_oauth_callback_ack`")
def test_a_failure_stays_until_it_has_been_heard(app: Any) -> None:
    """Somebody may have to read it."""
    url = f"{app.stage.urls.api}/oauth/callback?error=access_denied&state=nobodys"
    app.page.evaluate(LISTEN)
    with app.page.expect_popup() as opened:
        app.click(f'window.popup = open("{url}")')
    app.page.wait_for_function('heard.includes("nango_oauth_callback_error")')
    opened.value.get_by_text("Connection failed").wait_for()
    assert app.page.evaluate("popup.closed") is False

    app.page.evaluate('popup.postMessage({ type: "nango_oauth_callback_ack" }, "*")')

    app.page.wait_for_function("popup.closed")


@pytest.mark.shows("specification", "Connect UI: the popup's page: `nango_oauth_callback_success`")
def test_a_success_goes_by_itself(app: Any) -> None:
    """Whether anybody has heard it or not."""
    url = f"{app.stage.urls.api}/oauth/connect/outlook?connect_session_token={app.session()}"
    app.page.evaluate(LISTEN)
    with app.page.expect_popup() as opened:
        app.click(f'window.popup = open("{url}")')
    opened.value.get_by_role("button", name="Allow").click()

    app.page.wait_for_function('heard.includes("nango_oauth_callback_success")')
    app.page.wait_for_function("popup.closed")
    assert len(app.stage.control.connections()) == 1
