"""
A receiver of webhooks that takes most, refuses some, and remembers how it answered each.

What becomes of a webhook is decided by its connection's id, so both ends can be compared
afterwards: nothing is drawn by lot.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections import defaultdict, deque
from types import MappingProxyType
from typing import Final, Self

# How a webhook is answered, attempt by attempt, by the first two letters of its connection's
# id; None hangs up. Every other is taken at once. The fake tries three times after a 500 or a
# lost connection, and once after a 404.
FATES: Final = MappingProxyType(
    {
        "00": (500, 500, 500),
        "01": (500, 200),
        "02": (404,),
        "03": (None, None, None),
        "04": (None, 503, 204),
    }
)
TAKEN: Final = (200,)


def fate(connection: str) -> tuple[int | None, ...]:
    """How the webhooks about a connection are answered, in order."""
    return FATES.get(connection[:2], TAKEN)


class Receiver:
    """
    A server of its own in a thread; `answered` has the answers by connection.

    With `refuses` off it takes everything.
    """

    def __init__(self, *, refuses: bool = True) -> None:
        self._refuses = refuses
        self.answered: defaultdict[str, list[int | None]] = defaultdict(list)
        # The latest connections that were announced.
        self.latest: deque[str] = deque(maxlen=1)
        self.port = 0
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self._loop: asyncio.AbstractEventLoop
        self._stop: asyncio.Event

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    @property
    def url(self) -> str:
        """Where webhooks are sent to."""
        return f"http://127.0.0.1:{self.port}/hook"

    def answer(self, body: bytes) -> int | None:
        """Decide about a webhook and remember it."""
        event = json.loads(body)
        connection: str = event["connectionId"]
        before = self.answered[connection]
        answers = fate(connection) if self._refuses else TAKEN
        status = answers[len(before)] if len(before) < len(answers) else TAKEN[0]
        before.append(status)
        if event["success"]:
            self.latest.append(connection)
        return status

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        server = await self._loop.create_server(lambda: _Conversation(self), "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        async with server:
            await self._stop.wait()


class _Conversation(asyncio.Protocol):
    """One connection; the fake opens one for each attempt."""

    def __init__(self, receiver: Receiver) -> None:
        self._receiver = receiver
        self._received = b""
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, received: bytes) -> None:
        self._received += received
        head, ended, body = self._received.partition(b"\r\n\r\n")
        length = int(head.partition(b"Content-Length: ")[2].split(b"\r\n")[0]) if ended else -1
        if len(body) != length:
            return
        status = self._receiver.answer(body)
        if status is not None:
            self._transport.write(f"HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n".encode())
        self._transport.close()
