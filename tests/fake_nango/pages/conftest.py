"""The pages of the fake on a real socket, and what a browser does with them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer

from fake_nango.mailbox import Mailroom
from fake_nango.provider import Client, Provider
from fake_nango.web.provider import provider_routes, state_of
from fake_nango.web.ui import ui_routes

CALLBACK = "http://127.0.0.1:3003/oauth/callback"
AUTHORIZE = {
    "response_type": "code",
    "client_id": "cid",
    "redirect_uri": CALLBACK,
    "scope": 'mail.read "><script>',
    "state": "state-1",
}
TOKEN = {"redirect_uri": CALLBACK, "client_id": "cid", "client_secret": "s3cret"}

Browser = TestClient[web.Request, web.Application]
Visit = Callable[[Browser], Awaitable[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """Where the API is said to be."""

    api: str = "http://127.0.0.1:3003"


class Fields(HTMLParser):
    """The controls of a page and the labels that name them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.inputs: list[dict[str, str | None]] = []
        self.buttons: list[dict[str, str | None]] = []
        self.labelled: set[str | None] = set()
        self.languages: set[str | None] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note one element."""
        values = dict(attrs)
        match tag:
            case "input":
                self.inputs.append(values)
            case "button":
                self.buttons.append(values)
            case "label":
                self.labelled.add(values.get("for"))
            case "html":
                self.languages.add(values.get("lang"))


@dataclass(slots=True, kw_only=True)
class Site:
    """As much of the world as the pages need, and the ways to visit it."""

    provider: Provider = field(
        default_factory=lambda: Provider(
            [Client(integration="outlook", client_id="cid", client_secret="s3cret")],
            clock=lambda: 1_790_000_000.0,
        )
    )
    mailroom: Mailroom = field(default_factory=Mailroom)
    urls: Addresses = field(default_factory=Addresses)
    states: list[str | None] = field(default_factory=list)

    def visit(self, action: Visit) -> Any:
        """Serve the pages on a free port, visit them, and stop."""

        @web.middleware
        async def notice(
            request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
        ) -> web.StreamResponse:
            answer = await handler(request)
            self.states.append(await state_of(self.provider, request))
            return answer

        async def go() -> Any:
            app = web.Application(middlewares=[notice])
            app.add_routes([*ui_routes(self), *provider_routes(self)])
            async with TestClient(TestServer(app)) as browser:
                return await action(browser)

        return asyncio.run(go())

    def seen(self, path: str, **query: str) -> tuple[ClientResponse, str]:
        """Return one answer and its text."""

        async def get(browser: Browser) -> tuple[ClientResponse, str]:
            answer = await browser.get(path, params=query, allow_redirects=False)
            return answer, await answer.text()

        answer: tuple[ClientResponse, str] = self.visit(get)
        return answer

    def consent(self, **changed: str) -> tuple[ClientResponse, str]:
        """Return the answer to an authorization request."""
        return self.seen("/provider/outlook/authorize", **AUTHORIZE | changed)

    def fields(self, text: str) -> Fields:
        """Return the controls of a page."""
        return Fields(text)

    async def approved(self, browser: Browser, **changed: str) -> str:
        """Post the consent form as a program does, and return where the browser is sent."""
        form = AUTHORIZE | {"decision": "approve"} | changed
        answer = await browser.post("/provider/outlook/decision", data=form, allow_redirects=False)
        assert answer.status == 303
        return answer.headers["Location"]

    async def access_token(self, browser: Browser) -> str:
        """Go through consent and exchange; return the access token."""
        location = await self.approved(browser, account="ada@a.example")
        code = parse_qs(urlsplit(location).query)["code"][0]
        form = TOKEN | {"grant_type": "authorization_code", "code": code}
        answer = await browser.post("/provider/outlook/token", data=form)
        return str((await answer.json())["access_token"])

    def mail(self, path: str, query: dict[str, str] | None = None) -> tuple[int, Any]:
        """Ask the mail API with a good token."""

        async def ask(browser: Browser) -> tuple[int, Any]:
            headers = {"Authorization": f"Bearer {await self.access_token(browser)}"}
            url = f"/provider/outlook/{path}"
            answer = await browser.get(url, params=query, headers=headers)
            return answer.status, await answer.json()

        answer: tuple[int, Any] = self.visit(ask)
        return answer


@pytest.fixture
def site() -> Site:
    """Return the pages, with a provider that knows one client."""
    return Site()


@pytest.fixture
def asked() -> dict[str, str]:
    """Return the parameters of an authorization request, one of them hostile."""
    return dict(AUTHORIZE)
