"""
A person's browser, for one journey: cookies, redirects as they come, and a WebSocket.

It speaks real HTTP to the fake's own listeners, so an application's test meets the same
requests that a page in a window would have made. The header that marks its calls as the
fake's own never leaves the fake.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import aiohttp
from yarl import URL

from fake_nango.sending import sends_once
from fake_nango.world import CALLER_PEOPLE, World

CALL_TIMEOUT_S = 30.0
# Nango sends the frame before the page, so when the page is there it cannot be far.
FRAME_WAIT_S = 1.0
PAGE_BYTES = 1024 * 1024
LAST_FRAMES = frozenset({"success", "error"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the browser shows after one request."""

    status: int
    text: str
    location: str | None


class Browser:
    """Opens pages; close it by leaving its context."""

    def __init__(self, world: World, cookies: aiohttp.CookieJar | None = None) -> None:
        self._world = world
        self._mark = world.internal_headers(CALLER_PEOPLE)
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self.cookies = cookies if cookies is not None else aiohttp.CookieJar(unsafe=True)
        self.frames: list[dict[str, Any]] = []
        # A pool of its own: people who wait for Nango must not take the connections
        # with which Nango calls the provider.
        self._session = aiohttp.ClientSession(
            cookie_jar=self.cookies, timeout=aiohttp.ClientTimeout(total=CALL_TIMEOUT_S)
        )
        sends_once(self._session)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if self._socket is not None:
            await self._socket.close()
        await self._session.close()

    async def get(self, url: str, *, token: str | None = None) -> Seen:
        """Open an address; a redirect is shown, not followed."""
        bearer = {} if token is None else {"Authorization": f"Bearer {token}"}
        return await self._ask("GET", url, headers=bearer)

    async def submit(self, url: str, form: Mapping[str, str]) -> Seen:
        """Send a form."""
        return await self._ask("POST", url, data=dict(form))

    async def send(self, url: str, body: Mapping[str, Any]) -> Seen:
        """Send JSON, as the frontend library does."""
        return await self._ask("POST", url, json=dict(body))

    async def listen(self) -> str:
        """Open the WebSocket and return the client id that Nango gives it."""
        self._socket = await self._session.ws_connect(
            f"{self._world.urls.api}/", headers=self._mark
        )
        try:
            frame = await self._socket.receive_json(timeout=CALL_TIMEOUT_S)
        except TypeError as error:
            raise aiohttp.ClientError("The WebSocket was closed before it said anything") from error
        self.frames.append(frame)
        client_id: str = frame["ws_client_id"]
        return client_id

    async def hear(self) -> None:
        """Wait a moment for the frame that ends the journey, if a WebSocket is open."""
        if self._socket is None:
            return
        try:
            while self.frames[-1]["message_type"] not in LAST_FRAMES:
                self.frames.append(await self._socket.receive_json(timeout=FRAME_WAIT_S))
        except (TimeoutError, TypeError):
            # Nothing came, or the socket was closed: the journey ended without a frame.
            return

    async def _ask(self, method: str, url: str, **sent: Any) -> Seen:
        headers = {**sent.pop("headers", {}), **(self._mark if self._ours(url) else {})}
        async with self._session.request(
            method, url, headers=headers, allow_redirects=False, **sent
        ) as response:
            text = (await response.content.read(PAGE_BYTES)).decode(errors="replace")
            target = response.headers.get("Location")
            location = None if target is None else str(URL(url).join(URL(target)))
            return Seen(status=response.status, text=text, location=location)

    def _ours(self, url: str) -> bool:
        origin = URL(url).origin()
        return origin in {URL(self._world.urls.api).origin(), URL(self._world.urls.ui).origin()}


Lost = (aiohttp.ClientError, asyncio.TimeoutError, ValueError)
