"""A Chromium, an application's page that frames the Connect UI, and a fake behind it."""

from __future__ import annotations

import asyncio
import itertools
import json
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from fake_nango.server import FakeNango
from fake_nango.settings import default_settings

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-port=0",
)

# An application's page: it frames the Connect UI and answers `ready`, as the SDK does.
Story = Callable[["Stage"], Awaitable[None]]

HOST_PAGE = """<!doctype html><title>host</title>
<iframe id="connect-ui" src="{frame}"></iframe>
<script>
  window.events = [];
  const frame = document.getElementById("connect-ui");
  window.addEventListener("message", ({{ data }}) => {{
    window.events.push(data);
    if (data.type === "ready")
      frame.contentWindow.postMessage({{ type: "session_token", sessionToken: "{token}" }}, "*");
    if (data.type === "close") frame.remove();
  }});
</script>"""

# Waits, without polling, until an expression of the page is true.
UNTIL = """new Promise((resolve) => {{
  const look = () => {{ const found = {expression}; if (found) resolve(found); return found; }};
  if (!look()) new MutationObserver((_, observer) => look() && observer.disconnect())
    .observe(document, {{ childList: true, subtree: true, characterData: true }});
}})"""
BUTTON = (
    '[...document.querySelectorAll("button")].find((each) => each.innerText.includes("{text}"))'
)


@dataclass(slots=True)
class Browser:
    """A Chromium, driven by its DevTools protocol."""

    socket: aiohttp.ClientWebSocketResponse
    answers: dict[int, asyncio.Future[dict[str, Any]]] = field(default_factory=dict)
    events: asyncio.Queue[dict[str, Any]] = field(default_factory=asyncio.Queue)
    numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    popups: set[str] = field(default_factory=set)

    async def listen(self) -> None:
        """Sort what the browser says into answers and events."""
        async for message in self.socket:
            said = json.loads(message.data)
            if "id" in said:
                self.answers.pop(said["id"]).set_result(said)
            else:
                self.events.put_nowait(said)

    async def ask(self, method: str, session: str | None = None, **params: Any) -> dict[str, Any]:
        """Send a command and return its result."""
        number = next(self.numbers)
        self.answers[number] = asyncio.get_running_loop().create_future()
        command = {"id": number, "method": method, "params": params}
        await self.socket.send_json(command | ({"sessionId": session} if session else {}))
        said = await asyncio.wait_for(self.answers[number], 20)
        assert "error" not in said, said
        result: dict[str, Any] = said["result"]
        return result

    async def event(self, method: str, fits: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Wait for an event that fits, and return what it says."""
        while True:
            said = await asyncio.wait_for(self.events.get(), 20)
            if said["method"] == method and fits(said["params"]):
                params: dict[str, Any] = said["params"]
                return params

    async def attach(self, target: str) -> Page:
        """Start talking to a page."""
        answer = await self.ask("Target.attachToTarget", targetId=target, flatten=True)
        return Page(browser=self, session=answer["sessionId"])

    async def open(self, url: str) -> Page:
        """Open a page in a tab of its own, and wait until it is there."""
        answer = await self.ask("Target.createTarget", url="about:blank")
        page = await self.attach(answer["targetId"])
        await self.ask("Page.enable", page.session)
        await self.ask("Page.navigate", page.session, url=url)
        await self.event("Page.loadEventFired", lambda _: True)
        return page

    async def popup(self) -> Page:
        """Wait for the next popup at the provider, and return it."""
        found = await self.event("Target.targetInfoChanged", self.is_new_popup)
        target = found["targetInfo"]["targetId"]
        self.popups.add(target)
        return await self.attach(target)

    def is_new_popup(self, said: dict[str, Any]) -> bool:
        """Say whether this is news of a consent page that was not seen before."""
        page = said["targetInfo"]
        return "/authorize" in page["url"] and page["targetId"] not in self.popups


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page or frame of the browser."""

    browser: Browser
    session: str
    context: int | None = None

    async def run(self, script: str) -> Any:
        """Run a script as if the user had caused it, and return its value."""
        where = {} if self.context is None else {"contextId": self.context}
        answer = await self.browser.ask(
            "Runtime.evaluate",
            self.session,
            expression=script,
            awaitPromise=True,
            returnByValue=True,
            userGesture=True,
            **where,
        )
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    async def until(self, expression: str) -> Any:
        """Wait until the page says so."""
        return await self.run(UNTIL.format(expression=f"Boolean({expression})"))

    async def press(self, text: str) -> None:
        """Press the button with this text, once it is there."""
        found = BUTTON.format(text=text)
        await self.until(found)
        await self.run(found + ".click()")

    async def shows(self, text: str) -> None:
        """Wait for a text."""
        await self.until(f"document.body?.innerText.includes({json.dumps(text)})")

    async def text(self) -> str:
        """Read what the page shows."""
        return str(await self.run("document.body.innerText"))

    async def frame(self, origin: str) -> Page:
        """Return the frame of another origin that the page has."""
        await self.browser.ask("Runtime.enable", self.session)
        found = await self.browser.event(
            "Runtime.executionContextCreated", lambda said: said["context"]["origin"] == origin
        )
        return Page(browser=self.browser, session=self.session, context=found["context"]["id"])


@asynccontextmanager
async def a_browser(folder: Path) -> AsyncIterator[Browser]:
    """Start a Chromium, talk to it, and end it."""
    assert CHROMIUM
    process = await asyncio.create_subprocess_exec(
        CHROMIUM,
        *FLAGS,
        f"--user-data-dir={folder}",
        stderr=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        assert process.stderr
        async for line in process.stderr:
            if line.startswith(b"DevTools listening on "):
                break
        url = line.decode().split()[-1]
        async with aiohttp.ClientSession() as http, http.ws_connect(url, max_msg_size=0) as socket:
            browser = Browser(socket)
            listener = asyncio.create_task(browser.listen())
            await browser.ask("Target.setDiscoverTargets", discover=True)
            yield browser
            await browser.ask("Browser.close")
            await listener
    finally:
        # After a failure nobody has asked the browser to go.
        with suppress(ProcessLookupError):
            process.terminate()
        await asyncio.wait_for(process.communicate(), 20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A fake, a browser, and an application that has both."""

    fake: FakeNango
    browser: Browser

    async def session(self, **body: Any) -> str:
        """Create a connect session as a backend does, and return its token."""
        key = self.fake.world.settings.environments[0].secret_key
        wanted = {"end_user": {"id": "ada"}, **body}
        async with (
            aiohttp.ClientSession(headers={"Authorization": f"Bearer {key}"}) as http,
            http.post(f"{self.fake.urls.api}/connect/sessions", json=wanted) as answer,
        ):
            return str((await answer.json())["data"]["token"])

    async def open(self, path: str) -> Page:
        """Open a page of the Connect UI listener in a tab of its own."""
        return await self.browser.open(self.fake.urls.ui + path)

    @asynccontextmanager
    async def host(self, token: str) -> AsyncIterator[tuple[Page, Page]]:
        """Open an application, on an origin of its own; return its page and the frame in it."""
        ui = self.fake.urls.ui
        text = HOST_PAGE.format(frame=f"{ui}/?apiURL={self.fake.urls.api}", token=token)

        async def show(_request: web.Request) -> web.Response:
            return web.Response(text=text, content_type="text/html")

        app = web.Application()
        app.router.add_get("/", show)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            host = await self.browser.open(f"http://127.0.0.1:{runner.addresses[0][1]}/")
            yield host, await host.frame(ui)
        finally:
            await runner.cleanup()


@pytest.fixture
def play(tmp_path: Path) -> Callable[[Story], None]:
    """Play a story with a fake and a browser, both of its own."""

    async def go(story: Story) -> None:
        async with FakeNango(default_settings(seed=1)) as fake, a_browser(tmp_path) as browser:
            await story(Stage(fake=fake, browser=browser))

    return lambda story: asyncio.run(go(story))
