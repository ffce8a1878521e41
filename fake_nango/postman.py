"""
One webhook carried to one URL, as Nango's HTTP client would carry it.

The order and the letter case of the headers are part of what a receiver sees, so the
request puts them in Nango's order before it is written. Redirects are followed by hand:
301 to 303 turn into a GET without body, 307 and 308 repeat the POST, and the signature
headers go along. (Nango 0.71.4, webhooks: request on the wire, redirects)
"""

from __future__ import annotations

import asyncio
import errno
import io
import re
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from weakref import WeakValueDictionary

import aiohttp
from multidict import CIMultiDict
from yarl import URL

from fake_nango.retries import TIMEOUT_S
from fake_nango.sending import sends_once

USER_AGENT = "nango/0.71.4 (linux/6.12.0; node.js/22.22.2)"
AT_ONCE = 256
# A receiver that never answers takes its own room, and leaves the others theirs.
AT_ONCE_TO_ONE = 64
REDIRECTS = 5
BECOMES_GET = frozenset({301, 302, 303})
REPEATS_POST = frozenset({307, 308})
# Nango reads an answer whole and then forgets it; a few kilobytes are enough to show.
KEPT_BYTES = 16 * 1024
READ_BYTES = 1024 * 1024
PIECE_BYTES = 256 * 1024

Pairs = tuple[tuple[str, str], ...]
Namer = Callable[[Any], str]
# Several addresses of one name were tried: aiohttp leaves the numbers in the text.
_ERRNO = re.compile(r"\[Errno (\d+)\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came back: a status, or the name of what went wrong with the network."""

    status: int | None = None
    error: str | None = None
    headers: Pairs = ()
    body: str = ""
    ms: float = 0.0
    redirects: tuple[str, ...] = ()
    # Of each redirect in turn: 307 and 308 repeat the POST, the others lose it.
    redirect_statuses: tuple[int, ...] = ()


class _LostError(Exception):
    """The receiver's redirects lead nowhere."""


class _InNangosOrder(aiohttp.ClientRequest):
    """A request whose Host and Connection come last, as Node writes them."""

    async def send(self, conn: aiohttp.connector.Connection) -> aiohttp.ClientResponse:
        host = self.headers.pop("Host")
        connection = self.headers.pop("Connection")
        self.headers = CIMultiDict(
            [*self.headers.items(), ("Host", host), ("Connection", connection)]
        )
        return await super().send(conn)


class Postman:
    """Carries webhooks over HTTP, many at once but not without bound."""

    def __init__(self, timeout_s: float = TIMEOUT_S) -> None:
        self._timeout_s = timeout_s
        self._room = asyncio.Semaphore(AT_ONCE)
        self._rooms: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()
        self._session: aiohttp.ClientSession | None = None

    async def start(self) -> None:
        """Be ready to carry."""
        # A connection of its own for each webhook: one that the receiver closes while
        # it is idle would look like a failed delivery.
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, force_close=True),
            cookie_jar=aiohttp.DummyCookieJar(),
            request_class=_InNangosOrder,
            timeout=aiohttp.ClientTimeout(total=None),
            auto_decompress=False,
        )
        sends_once(self._session)

    async def stop(self) -> None:
        """Let go of every connection."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def carry(self, url: str, signatures: Pairs, body: bytes) -> Reply:
        """Send a webhook once and wait for the end of the answer."""
        async with self._room_of(url), self._room:
            started = time.monotonic()
            try:
                async with asyncio.timeout(self._timeout_s):
                    reply = await self._follow(url, signatures, body)
            except Exception as error:  # noqa: BLE001 - no failure may escape the journal
                reply = Reply(error=error_name(error))
            return replace(reply, ms=round((time.monotonic() - started) * 1000, 3))

    def _room_of(self, url: str) -> asyncio.Semaphore:
        return self._rooms.setdefault(_host(url), asyncio.Semaphore(AT_ONCE_TO_ONE))

    async def _follow(self, url: str, signatures: Pairs, body: bytes) -> Reply:
        payload: bytes | None = body
        passed: list[tuple[int, str]] = []
        while True:
            reply = await self._ask(url, signatures, payload)
            target = {name.lower(): value for name, value in reply.headers}.get("location")
            if reply.status not in BECOMES_GET | REPEATS_POST or target is None:
                return replace(
                    reply,
                    redirects=tuple(each for _, each in passed),
                    redirect_statuses=tuple(status for status, _ in passed),
                )
            if len(passed) == REDIRECTS:
                raise _LostError("ERR_FR_TOO_MANY_REDIRECTS")
            url = str(URL(url).join(URL(target)))
            passed.append((reply.status or 0, url))
            payload = None if reply.status in BECOMES_GET else payload

    async def _ask(self, url: str, signatures: Pairs, payload: bytes | None) -> Reply:
        if self._session is None:
            raise _LostError("ERR_CANCELED")
        async with self._session.request(
            "GET" if payload is None else "POST",
            URL(url),
            data=_sendable(payload),
            headers=sent_headers(url, signatures, payload),
            allow_redirects=False,
        ) as response:
            kept = await _read(response)
            headers = tuple(
                (k.decode(), v.decode(errors="replace")) for k, v in response.raw_headers
            )
            return Reply(status=response.status, headers=headers, body=kept)


def _sendable(payload: bytes | None) -> bytes | io.BytesIO | None:
    # A large body goes out piece by piece, so that it does not keep everybody else waiting.
    return io.BytesIO(payload) if payload is not None and len(payload) > PIECE_BYTES else payload


def sent_headers(url: str, signatures: Pairs, payload: bytes | None) -> Pairs:
    """
    Every header of a webhook, in the order in which it is written.

    A content type among the signatures stands for Nango's own: forgeries can be about it.
    """
    other = any(name == "Content-Type" for name, _ in signatures)
    content_type = () if payload is None or other else (("Content-Type", "application/json"),)
    length = () if payload is None else (("Content-Length", str(len(payload))),)
    return (
        ("Accept", "application/json, text/plain, */*"),
        *content_type,
        *signatures,
        ("User-Agent", USER_AGENT),
        *length,
        ("Accept-Encoding", "gzip, compress, deflate, br"),
        ("Host", _host(url)),
        ("Connection", "keep-alive"),
    )


def error_name(error: Exception) -> str:
    """Name a failure of the network as Node does; only the names decide about a retry."""
    if isinstance(error, _LostError):
        return str(error)
    for kinds, name in _NAMES:
        if isinstance(error, kinds):
            return name(error) if callable(name) else name
    return "HPE_INVALID"


def _os_name(error: Any) -> str:
    number = error.errno
    if number is None:
        found = _ERRNO.search(str(error))
        number = int(found[1]) if found else None
    if number in {None, errno.EPIPE}:
        return "ECONNRESET"
    return errno.errorcode.get(number or 0, "EUNKNOWN")


def _dns_name(error: Any) -> str:
    return "EAI_AGAIN" if error.errno == socket.EAI_AGAIN else "ENOTFOUND"


# The first line that fits counts: the exceptions of aiohttp descend from one another.
_NAMES: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str | Namer], ...] = (
    (TimeoutError, "ECONNABORTED"),
    (aiohttp.ClientConnectorDNSError, _dns_name),
    ((aiohttp.InvalidURL, ValueError), "ERR_INVALID_URL"),
    (aiohttp.ClientSSLError, "CERT_UNTRUSTED"),
    (OSError, _os_name),
    ((aiohttp.ServerDisconnectedError, aiohttp.ClientPayloadError), "ECONNRESET"),
)


async def _read(response: aiohttp.ClientResponse) -> str:
    kept, seen = bytearray(), 0
    async for chunk in response.content.iter_any():
        seen += len(chunk)
        kept += chunk[: KEPT_BYTES - len(kept)]
        if seen > READ_BYTES:
            response.close()
            break
    return kept.decode(errors="replace")


def _host(url: str) -> str:
    try:
        return URL(url).host_port_subcomponent or ""
    except ValueError:
        return ""
