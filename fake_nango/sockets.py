"""
The browsers that wait on a WebSocket for the result of their popup.

A result is sent to the one whose id came along, and that id is forgotten: a second
attempt with it gets nothing. (Nango 0.71.4, WebSocket protocol)
"""

from __future__ import annotations

import asyncio
import uuid
from typing import Any

from aiohttp import WSCloseCode, web

from fake_nango.answers import to_json
from fake_nango.bounded import Bounded
from fake_nango.fault_answers import BadJson, Close, CutBody, Delay, Drip, Hang, Reply, TooMany
from fake_nango.faults import Fault, Faults, Listener

MAX_CLIENTS = 2000
# The endpoint by which a fault means what Nango says on a socket.
MESSAGE = ("MESSAGE", "/")


class Sockets:
    """The browsers that wait; a result is sent to one of them and it is forgotten."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self._waiting: Bounded[str, web.WebSocketResponse] = Bounded(MAX_CLIENTS)
        self._open: set[web.WebSocketResponse] = set()

    def enter(self, socket: web.WebSocketResponse) -> str:
        """Give a new socket its id."""
        client_id = str(uuid.uuid4())
        self._waiting[client_id] = socket
        self._open.add(socket)
        return client_id

    def leave(self, client_id: str, socket: web.WebSocketResponse) -> None:
        """Forget a socket that has closed."""
        self._waiting.take(client_id)
        self._open.discard(socket)

    async def publish(
        self, client_id: str | None, frame: dict[str, Any], person: str | None = None
    ) -> None:
        """Tell the browser how its attempt ended, unless it has been told before."""
        socket = self._waiting.take(client_id) if client_id is not None else None
        if socket is None or socket.closed:
            return
        text = to_json(frame).decode()
        fault = self._faults.match(*MESSAGE, text, Listener.SOCKET, person)
        if fault is None:
            await socket.send_str(text)
        else:
            await _say(socket, text, fault)

    async def close(self) -> None:
        """Close all sockets, because the server stops."""
        closing = [each.close(code=WSCloseCode.GOING_AWAY) for each in self._open]
        await asyncio.gather(*closing, return_exceptions=True)


async def _say(socket: web.WebSocketResponse, text: str, fault: Fault) -> None:
    """Say what the fault wants in place of the text, or say it and then close."""
    match fault.answer:
        case Delay(seconds=seconds):
            await asyncio.sleep(seconds)
            await socket.send_str(text)
        case Reply(body=body):
            await socket.send_str(body)
        case BadJson():
            await socket.send_str(BadJson.spoilt(text.encode()).decode())
        case CutBody():
            await socket.send_str(text[: len(text) // 2])
            await socket.close()
        case Close() | TooMany():
            await socket.close(code=WSCloseCode.TRY_AGAIN_LATER)
        case Hang() | Drip():
            # It is never said; the socket stays open.
            return
