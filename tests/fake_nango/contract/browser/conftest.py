"""An application's page with the official frontend SDK, in a Chromium."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

import pytest
import requests

HOST_PAGE: Final = Path(__file__).parent / "host.html"
# Settles a promise into what can be told of it; an AuthError has a type.
OUTCOME: Final = """(promise) => promise.then(
  (value) => note({ resolved: value }),
  (error) => note({ rejected: error.type, message: error.message }),
)"""


class _Handler(SimpleHTTPRequestHandler):
    def translate_path(self, path: str) -> str:
        if path.startswith("/sdk/"):
            return super().translate_path(path.removeprefix("/sdk"))
        return str(HOST_PAGE)

    def log_message(self, *_said: object) -> None:
        return


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """The page of an application, and the fake that its SDK is pointed at."""

    page: Any
    stage: Any

    def session(self, *integrations: str, person: str = "ada", **more: Any) -> str:
        """Make a connect session as the application's backend would."""
        body: dict[str, Any] = {"end_user": {"id": person}, **more}
        if integrations:
            body["allowed_integrations"] = list(integrations)
        return self._token("/connect/sessions", body)

    def reconnect_token(self, cid: str) -> str:
        """Make a session that reconnects Ada's Outlook."""
        body = {"connection_id": cid, "integration_id": "outlook", "end_user": {"id": "ada"}}
        return self._token("/connect/sessions/reconnect", body)

    def _token(self, path: str, body: dict[str, Any]) -> str:
        key = {"Authorization": f"Bearer {self.stage.secret_key}"}
        answer = requests.post(self.stage.urls.api + path, json=body, headers=key, timeout=10)
        token: str = answer.json()["data"]["token"]
        return token

    def connections(self) -> list[tuple[str, str, str]]:
        """List the connections that the fake has: integration, id and person."""
        return [
            (each["integration"], each["connection_id"], each["person"])
            for each in self.stage.control.connections()
        ]

    def webhooks(self) -> list[tuple[str, bool]]:
        """Wait for what is under way, and list the operation and success of each webhook."""
        self.stage.settle()
        kinds = [each.event for each in self.stage.control.deliveries()]
        return [(each["operation"], each["success"]) for each in kinds]

    def click(self, deed: str) -> None:
        """Run a piece of JavaScript while the browser handles a press of a button."""
        # Playwright calls what an expression comes to, if that is a function.
        self.page.evaluate(f"void (window.deed = () => {{ {deed} }})")
        # By the keyboard: a frame that the deed opens would lie under the mouse.
        self.page.focus("#do")
        self.page.keyboard.press("Enter")

    def client(self, token: str | None) -> str:
        """Write the construction of the SDK's client."""
        options = f'{{ host: "{self.stage.urls.api}", connectSessionToken: {_js(token)} }}'
        return f"new Nango({options})"

    def open_ui(self, token: str | None, more: str = "") -> Any:
        """Open the Connect UI by the SDK and return its frame."""
        urls = self.stage.urls
        props = f'baseURL: "{urls.ui}", apiURL: "{urls.api}", onEvent: note, {more}'
        self.click(f"window.ui = {self.client(token)}.openConnectUI({{ {props} }})")
        return self.page.frame_locator("#connect-ui")

    def auth(self, token: str | None, call: str) -> None:
        """Call a method of the SDK's client, and note what its promise comes to."""
        self.click(f"({OUTCOME})({self.client(token)}.{call})")

    def outcome(self) -> Any:
        """Wait until a promise has been settled, and return what came of it."""
        handle = self.page.wait_for_function(
            "events.find((each) => 'resolved' in each || 'rejected' in each)"
        )
        return handle.json_value()

    def told(self, kind: str, count: int = 1) -> list[Any]:
        """Wait until the Connect UI has told of so many events of a kind; return what of them."""
        self.page.wait_for_function(
            "([kind, count]) => events.filter(({ type }) => type === kind).length >= count",
            arg=[kind, count],
        )
        events = self.page.evaluate("events")
        return [each.get("payload") for each in events if each.get("type") == kind]


def _js(text: str | None) -> str:
    return "undefined" if text is None else f'"{text}"'


@pytest.fixture(scope="module")
def address(npm_packages: Path) -> Iterator[str]:
    """Serve the application's page and the SDK's files."""
    folder = npm_packages / "@nangohq" / "frontend" / "dist"
    handler = partial(_Handler, directory=str(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def app(chromium: Any, address: str, stage: Any) -> Iterator[Application]:
    """Open the application's page in a fresh profile."""
    context = chromium.new_context(viewport={"width": 1000, "height": 800})
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector("body[data-ready]")
    yield Application(page=page, stage=stage)
    context.close()
