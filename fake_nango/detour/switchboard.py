"""
The proxy: it reads one head of a request, and connects the caller through or refuses.

Whoever asks for Nango gets this fake's API, over TLS after CONNECT, else in plain text.
Every other host is refused; but a caller on this machine may reach this machine, for the
sake of clients that ask a proxy even for that. So it is never an open proxy.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
from asyncio import StreamReader, StreamWriter
from dataclasses import dataclass, field
from typing import Final

from fake_nango.detour.authority import NANGO

Address = tuple[str, int]

TLS_PORT: Final = 443
HEAD_S: Final = 75.0
"""How long a caller may take to say whom he wants, as long as he may be idle elsewhere."""

_CHUNK: Final = 64 * 1024
_ESTABLISHED: Final = b"HTTP/1.1 200 Connection established\r\n\r\n"
_HEAD_PARTS: Final = 3


class Refusal(Exception):  # noqa: N818 - it reads as what it is
    """The caller is not connected, and is told why."""

    def __init__(self, status: str, why: str) -> None:
        super().__init__(why)
        self.status = status

    def told(self) -> bytes:
        """Write the answer."""
        body = f"{self}\n".encode()
        head = f"HTTP/1.1 {self.status}\r\ncontent-type: text/plain; charset=utf-8\r\n"
        return f"{head}content-length: {len(body)}\r\nconnection: close\r\n\r\n".encode() + body


@dataclass(slots=True, kw_only=True)
class Switchboard:
    """
    Connects callers through: to `tls` or `plain`, both of which are Nango.

    `local` says that nobody but this machine can call.
    """

    tls: Address
    plain: Address
    local: bool
    _calls: set[asyncio.Task[None]] = field(default_factory=set)

    async def take(self, reader: StreamReader, writer: StreamWriter) -> None:
        """Take one call and stay with it until it ends."""
        call = asyncio.current_task()
        if call is not None:
            self._calls.add(call)
            call.add_done_callback(self._calls.discard)
        try:
            # A call that is cancelled ends here: nobody waits for it.
            with contextlib.suppress(asyncio.CancelledError, OSError):
                await self._connect(reader, writer)
        finally:
            writer.close()

    async def hang_up(self) -> None:
        """End every call."""
        for call in self._calls:
            call.cancel()
        await asyncio.gather(*self._calls, return_exceptions=True)

    async def _connect(self, reader: StreamReader, writer: StreamWriter) -> None:
        try:
            head = await _head(reader)
            method, target = _asked(head)
            tunnel = method == "CONNECT"
            called = self._reached_by(target) if tunnel else self.plain
            far = await _call(called)
        except Refusal as refusal:
            writer.write(refusal.told())
            await writer.drain()
            return
        try:
            (writer if tunnel else far[1]).write(_ESTABLISHED if tunnel else head)
            await _talk((reader, writer), far)
        finally:
            far[1].close()

    def _reached_by(self, target: str) -> Address:
        """Say where a tunnel leads."""
        host, _, port = target.rpartition(":")
        host = host.strip("[]").lower()
        if host == NANGO and port == str(TLS_PORT):
            return self.tls
        if self.local and port.isdecimal() and _is_this_machine(host):
            return host, int(port)
        raise Refusal("403 Forbidden", f"This proxy leads to {NANGO} only, not to {target}.")


async def _head(reader: StreamReader) -> bytes:
    try:
        async with asyncio.timeout(HEAD_S):
            return await reader.readuntil(b"\r\n\r\n")
    except asyncio.LimitOverrunError as error:
        too_large = "431 Request Header Fields Too Large"
        raise Refusal(too_large, "The head of this request has no end.") from error
    except asyncio.IncompleteReadError as error:
        raise ConnectionError("the caller has gone") from error


def _asked(head: bytes) -> tuple[str, str]:
    parts = head.partition(b"\r\n")[0].decode("latin-1").split(" ")
    if len(parts) != _HEAD_PARTS or not parts[2].startswith("HTTP/1."):
        raise Refusal("400 Bad Request", "This is a proxy for HTTP/1.1.")
    return parts[0], parts[1]


def _is_this_machine(host: str) -> bool:
    """Judge the address that is written, never what a name may resolve to."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


async def _call(address: Address) -> tuple[StreamReader, StreamWriter]:
    try:
        return await asyncio.open_connection(*address)
    except (OSError, OverflowError) as error:
        host, port = address
        raise Refusal("502 Bad Gateway", f"Nothing listens on {host}:{port}.") from error


async def _talk(
    near: tuple[StreamReader, StreamWriter], far: tuple[StreamReader, StreamWriter]
) -> None:
    """Carry what either says; it is over when the far one has ended."""
    asking = asyncio.create_task(_carry(near[0], far[1]))
    try:
        await _carry(far[0], near[1])
    finally:
        asking.cancel()


async def _carry(reader: StreamReader, writer: StreamWriter) -> None:
    try:
        while chunk := await reader.read(_CHUNK):
            writer.write(chunk)
            await writer.drain()
        writer.write_eof()
    except OSError:
        # Who is cut off on one side must not wait on the other.
        writer.transport.abort()
