"""D115: Turns away whatever comes from an address that has many requests under way."""

from __future__ import annotations

import asyncio
from collections import Counter
from http import HTTPStatus
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler

from reference_backend.app import WEBHOOK_PATH
from reference_backend.errors import Refused
from reference_backend.parts import Parts

MOST: Final = 12

WORK_S: Final = 0.1
"""How long it takes over each, so that many at once are many under way on any machine."""


class Limit:
    """Counts the requests of each address that are not answered yet."""

    def __init__(self) -> None:
        self._under_way: Counter[str | None] = Counter()

    async def __call__(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Answer a request, or say that there are too many of its address."""
        if request.path != WEBHOOK_PATH:
            return await handler(request)
        if self._under_way[request.remote] >= MOST:
            raise Refused(HTTPStatus.TOO_MANY_REQUESTS, "too_many", "Come again later.")
        self._under_way[request.remote] += 1
        try:
            await asyncio.sleep(WORK_S)
            return await handler(request)
        finally:
            self._under_way[request.remote] -= 1


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(more_middlewares=(web.middleware(Limit()),))
