"""X-LOCKED-OUT: Locks an address out that has sent much that nobody signed."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler

from reference_backend.app import WEBHOOK_PATH
from reference_backend.errors import Refused
from reference_backend.parts import Parts

MOST: Final = 20


class Lock:
    """Counts what was refused in a row; one more request is turned away for it, whatever it is."""

    def __init__(self) -> None:
        self._refused = 0

    async def __call__(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Answer a webhook, or punish its address for what came from there before."""
        if request.path != WEBHOOK_PATH:
            return await handler(request)
        if self._refused >= MOST and "X-Nango-Hmac-Sha256" in request.headers:
            self._refused = 0
            raise Refused(HTTPStatus.FORBIDDEN, "locked_out", "This address is locked out.")
        try:
            response = await handler(request)
        except Refused:
            self._refused += 1
            raise
        # What was on its way already does not end the punishment.
        self._refused = self._refused if self._refused >= MOST else 0
        return response


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(more_middlewares=(web.middleware(Lock()),))
