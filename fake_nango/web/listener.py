"""What every listener of the fake has in common, and the server of its API."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

from aiohttp import web

from fake_nango.server_log import SERVER_LOG

# Nango takes 75 MB; what tests send fits into less, and memory is bounded.
MAX_BODY: Final = 10 * 1024 * 1024
MAX_HEADER: Final = 64 * 1024
KEEP_ALIVE_S: Final = 75.0
_SHUTDOWN_S: Final = 0.5

LIVES: Final[dict[str, Any]] = {"shutdown_timeout": _SHUTDOWN_S, "handle_signals": False}
SERVES: Final[dict[str, Any]] = {
    "access_log": None,
    "logger": SERVER_LOG,
    "keepalive_timeout": KEEP_ALIVE_S,
}

Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]
Factory = Callable[[Any, Any, Any, Any, asyncio.Task[None]], web.BaseRequest]


def api_server(handler: Handler, shape: Callable[[Factory], Factory] | None = None) -> web.Server:
    """Serve the API; `shape` may change how its requests are made."""
    loop = asyncio.get_running_loop()

    def request(
        message: Any, payload: Any, protocol: Any, writer: Any, task: asyncio.Task[None]
    ) -> web.BaseRequest:
        return web.BaseRequest(
            message, payload, protocol, writer, task, loop, client_max_size=MAX_BODY
        )

    return web.Server(
        handler,
        request_factory=shape(request) if shape else request,
        **SERVES,
        max_line_size=MAX_HEADER,
        max_field_size=MAX_HEADER,
        handler_cancellation=False,
    )
