"""
The API for clients that ask a proxy for `https://api.nango.dev/…` in plain text.

axios did so until 1.16.0, and the Nango SDKs of that time with it. Each request names its
host, because a client keeps one connection for all that it asks of a proxy.
"""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Any

from aiohttp import web

from fake_nango.detour.authority import NANGO
from fake_nango.web.listener import Factory, Handler


def for_nango(handler: Handler) -> Handler:
    """Hand on what is for Nango, and refuse the rest."""

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        if _host(request) == NANGO:
            return await handler(request)
        text = f"This proxy leads to {NANGO} only.\n"
        return web.Response(status=HTTPStatus.FORBIDDEN, text=text)

    return answer


def in_origin_form(factory: Factory) -> Factory:
    """Make requests that say only the path, as if they had come without a proxy."""

    def request(
        message: Any, payload: Any, protocol: Any, writer: Any, task: asyncio.Task[None]
    ) -> web.BaseRequest:
        # The URL stays as it is: `request.url` tells whom the client wants.
        said = message._replace(path=origin_form(message.path))
        return factory(said, payload, protocol, writer, task)

    return request


def origin_form(target: str) -> str:
    """Return what is left of a request's target without scheme and host."""
    if target.startswith("/") or "://" not in target:
        return target
    _, _, rest = target.partition("://")
    at = min((rest.find(mark) for mark in "/?" if mark in rest), default=len(rest))
    return rest[at:] if rest[at : at + 1] == "/" else f"/{rest[at:]}"


def _host(request: web.BaseRequest) -> str | None:
    try:
        return request.url.host
    except ValueError:
        return None
