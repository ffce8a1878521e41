"""
The head of an answer to HEAD, and nothing after it.

Some servers send a body all the same, and a strict client takes that for a broken answer.
The proxy must be as tolerant as Nango's is, so here only the head is read.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from email.parser import BytesHeaderParser
from typing import Final

from yarl import URL

TIMEOUT_S: Final = 60.0
_LARGEST: Final = 64 * 1024
_END: Final = b"\r\n\r\n"

Head = tuple[int, tuple[tuple[str, str], ...]]


async def ask_head(url: URL, headers: Mapping[str, str]) -> Head:
    """Send HEAD and return status and headers; `OSError` when there is no sensible answer."""
    async with asyncio.timeout(TIMEOUT_S):
        reader, writer = await asyncio.open_connection(
            url.host, url.port, ssl=url.scheme == "https", limit=_LARGEST
        )
        try:
            writer.write(_request(url, headers))
            await writer.drain()
            head = await reader.readuntil(_END)
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
            raise OSError("The answer to HEAD has no end") from error
        finally:
            writer.close()
    return _parsed(head)


def _request(url: URL, headers: Mapping[str, str]) -> bytes:
    host = url.host if url.is_default_port() else f"{url.host}:{url.port}"
    lines = [f"HEAD {url.raw_path_qs} HTTP/1.1", f"Host: {host}", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")


def _parsed(head: bytes) -> Head:
    status, _, rest = head.partition(b"\r\n")
    parts = status.split(b" ", 2)
    if not parts[0].startswith(b"HTTP/1.") or not parts[1].isdigit():
        raise OSError(f"This is no answer to HEAD: {status[:100]!r}")
    return int(parts[1]), tuple(BytesHeaderParser().parsebytes(rest).items())
