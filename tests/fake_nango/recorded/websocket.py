"""A browser's WebSocket, for a test that does one thing after the other."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp


class Socket:
    """An open socket: the greeting has been read, the rest is read when it is closed."""

    def __init__(self, api: str, path: str = "/") -> None:
        self._runner = asyncio.Runner()
        self._frames: list[Any] | None = None
        self.greeting: Any = self._runner.run(self._open(api + path))

    def rest(self) -> list[Any]:
        """Close the socket, and list every frame that came after the greeting."""
        if self._frames is None:
            self._frames = self._runner.run(self._close())
            self._runner.close()
        return self._frames

    async def _open(self, url: str) -> Any:
        self._http = aiohttp.ClientSession()
        try:
            self._socket = await self._http.ws_connect(url, autoping=False)
        except aiohttp.WSServerHandshakeError:
            await self._http.close()
            raise
        return await self._socket.receive_json(timeout=5)

    async def _close(self) -> list[Any]:
        # What the server has said by now comes before its answer to the ping.
        await self._socket.send_str("this is ignored")
        await self._socket.ping()
        frames = []
        while (message := await self._socket.receive(timeout=5)).type is aiohttp.WSMsgType.TEXT:
            frames.append(message.json())
        assert message.type is aiohttp.WSMsgType.PONG
        await self._socket.close()
        await self._http.close()
        return frames
