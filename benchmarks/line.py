"""
A connection that stays open, and just enough HTTP/1.1 to load a server cheaply.

The same few lines of work for every server, so that what differs is the server: no library of
the client's stands between the requests. A request is bytes, made beforehand.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

_AT_MOST: Final = 256 * 1024
_PATIENCE_S: Final = 30.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said: the status, the head as it came, and the whole body."""

    status: int
    head: bytes
    body: bytes

    def header(self, name: str) -> str:
        """Return a header that must be there."""
        _, found, rest = self.head.lower().partition(b"\r\n" + name.lower().encode() + b": ")
        assert found, (name, self.head)
        at = len(self.head) - len(rest)
        return self.head[at:].split(b"\r\n", 1)[0].decode()

    @property
    def json(self) -> Any:
        """The body, parsed."""
        return json.loads(self.body)


class Line:
    """One connection to a server, one request on it at a time."""

    def __init__(self, port: int, patience_s: float = _PATIENCE_S) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=patience_s)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._left = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def send(self, request: bytes) -> None:
        """Send a request and do not wait."""
        self._socket.sendall(request)

    def answer(self) -> Answer:
        """Read the answer to the request that was sent; `EOFError` when the server hangs up."""
        while b"\r\n\r\n" not in self._left:
            self._more()
        head, _, self._left = self._left.partition(b"\r\n\r\n")
        status, lower = int(head[9:12]), head.lower()
        if b"\r\ntransfer-encoding: chunked" in lower:
            return Answer(status, head, self._chunks())
        _, found, rest = lower.partition(b"\r\ncontent-length: ")
        return Answer(status, head, self._exactly(int(rest.split(b"\r\n", 1)[0]) if found else 0))

    def ask(self, request: bytes) -> Answer:
        """Send a request and wait for its answer."""
        self.send(request)
        return self.answer()

    def _chunks(self) -> bytes:
        body = b""
        while True:
            while b"\r\n" not in self._left:
                self._more()
            size, _, self._left = self._left.partition(b"\r\n")
            chunk = self._exactly(int(size.split(b";")[0], 16) + 2)[:-2]
            if not chunk:
                return body
            body += chunk

    def _exactly(self, size: int) -> bytes:
        while len(self._left) < size:
            self._more()
        wanted, self._left = self._left[:size], self._left[size:]
        return wanted

    def _more(self) -> None:
        received = self._socket.recv(_AT_MOST)
        if not received:
            raise EOFError("The server hung up in the middle of an answer")
        self._left += received


def request(
    method: str,
    path: str,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    *,
    kind: str = "application/json",
) -> bytes:
    """Write a request down, as a client of some library would send it."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Accept: application/json"]
    lines += ["User-Agent: benchmark"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if body is not None:
        lines += [f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + (body or b"")
