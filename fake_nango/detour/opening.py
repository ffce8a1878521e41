"""Opens the detour beside a running API, and closes it with everything that it opened."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from fake_nango.detour.authority import open_authority
from fake_nango.detour.plain import for_nango, in_origin_form
from fake_nango.detour.switchboard import Address, Switchboard
from fake_nango.listening import LOOPBACK, bind_one, is_loopback, reached_at, url_of
from fake_nango.web.listener import LIVES, MAX_HEADER, Handler, api_server


@dataclass(frozen=True, slots=True, kw_only=True)
class Detour:
    """Where the proxy and the TLS listener are, and the certificate that makes them believed."""

    proxy_url: str
    tls_port: int
    ca_file: Path


@contextlib.asynccontextmanager
async def open_detour(
    handler: Handler,
    api: web.BaseRunner,
    *,
    host: str,
    proxy: socket.socket,
    tls: socket.socket,
    ca_file: Path | None,
) -> AsyncIterator[Detour]:
    """Let the API be reached as api.nango.dev; `handler` answers it and `api` serves it."""
    plain = bind_one(LOOPBACK, 0)
    runner = web.ServerRunner(api_server(for_nango(handler), in_origin_form), **LIVES)
    async with contextlib.AsyncExitStack() as stack:
        stack.callback(plain.close)
        context, ca_file = stack.enter_context(open_authority(ca_file))
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.SockSite(runner, plain).start()
        await web.SockSite(api, tls, ssl_context=context).start()
        board = Switchboard(tls=_at(host, tls), plain=_at(LOOPBACK, plain), local=is_loopback(host))
        server = await asyncio.start_server(board.take, sock=proxy, limit=MAX_HEADER)
        stack.push_async_callback(board.hang_up)
        stack.callback(server.close)
        yield Detour(proxy_url=url_of(host, proxy), tls_port=tls.getsockname()[1], ca_file=ca_file)


def _at(host: str, bound: socket.socket) -> Address:
    return reached_at(host), bound.getsockname()[1]
