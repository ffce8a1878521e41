"""The Connect UI page does in a real browser what Nango's own does, popup and all."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.fake_nango.connect_page.conftest import Stage, Story

pytestmark = [
    pytest.mark.chromium,
    pytest.mark.skipif(
        not (shutil.which("chromium") or shutil.which("chromium-browser")),
        reason="there is no Chromium",
    ),
]


@pytest.mark.shows("specification", "Connect UI: parameter `session_token`")
def test_a_link_leads_through_the_popup_to_a_connection(play: Callable[[Story], None]) -> None:
    """The page lists, opens the popup, and ends by the WebSocket."""

    async def story(stage: Stage) -> None:
        page = await stage.open(f"/?session_token={await stage.session()}")
        await page.press("outlook")
        await page.press("Connect")
        await (await stage.browser.popup()).press("Allow")
        await page.shows("You can close this tab.")

        made = stage.fake.world.store.connections.values()
        assert [(each.integration, each.person) for each in made] == [("outlook", "ada")]

    play(story)


def test_a_framed_page_tells_its_host_everything(play: Callable[[Story], None]) -> None:
    """ready, connect and close arrive, with the payload that the SDK passes on."""

    async def story(stage: Stage) -> None:
        token = await stage.session(allowed_integrations=["google-mail"])
        async with stage.host(token) as (host, frame):
            await frame.press("Connect")
            await (await stage.browser.popup()).press("Allow")
            await frame.press("Finish")
            await host.until('!document.getElementById("connect-ui")')
            ready, connect, close = await host.run("window.events")

        assert (ready, close) == ({"type": "ready"}, {"type": "close"})
        assert connect["type"] == "connect"
        assert connect["payload"]["providerConfigKey"] == "google-mail"
        assert connect["payload"]["isPending"] is False
        connection = connect["payload"]["connectionId"]
        assert [each.connection_id for each in stage.fake.world.store.named(connection)] == [
            connection
        ]

    play(story)


def test_a_refusal_is_told_and_can_be_tried_again(play: Callable[[Story], None]) -> None:
    """The host hears of the error, and the page offers another attempt."""

    async def story(stage: Stage) -> None:
        token = await stage.session(allowed_integrations=["outlook"])
        async with stage.host(token) as (host, frame):
            await frame.press("Connect")
            await (await stage.browser.popup()).press("Deny")
            await frame.press("Try again")
            await frame.shows("Connect Microsoft")
            events = await host.run("window.events")

        kinds = [each["payload"]["errorType"] for each in events if each["type"] == "error"]
        assert "callback_err" in kinds

    play(story)


def test_an_old_token_is_said_to_have_expired(play: Callable[[Story], None]) -> None:
    """Nango knows no difference between expired and unknown, and neither does the page."""

    async def story(stage: Stage) -> None:
        expired, unknown = await stage.session(), "nango_connect_session_" + "0" * 64
        stage.fake.world.clock.advance(3600)
        told = []
        for token in (expired, unknown):
            page = await stage.open(f"/?session_token={token}")
            await page.shows("Your session has expired")
            told.append(await page.text())

        assert told[0] == told[1]

    play(story)


def test_a_page_without_a_session_says_how_it_is_meant(play: Callable[[Story], None]) -> None:
    """Opened by itself it explains that an application must open it."""

    async def story(stage: Stage) -> None:
        page = await stage.open("/")
        await page.shows("This page can't be opened directly.")

        assert "Please start a connection from your application." in await page.text()

    play(story)
