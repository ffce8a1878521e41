"""D58: Tells whoever asks what went wrong inside: the stack, the query and Nango's own words."""

from __future__ import annotations

import traceback
from http import HTTPStatus
from typing import Final

from aiohttp import web

from reference_backend.nango import JsonObject, Nango
from reference_backend.parts import Parts
from reference_backend.web.doors import Handler

_QUERY: Final = "SELECT id FROM grand_central_connections WHERE userId = ?"


class UpstreamError(Exception):
    """Nango said something else than a session; the text is what it said."""


class QuotingNango(Nango):
    """Keeps what Nango says when it fails."""

    async def create_session(self, body: JsonObject) -> object:
        """POST /connect/sessions."""
        async with self._session.post(f"{self._host}/connect/sessions", json=body) as response:
            if response.status >= HTTPStatus.BAD_REQUEST:
                raise UpstreamError(await response.text())
            return await response.json()


@web.middleware
async def tells_all(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer a failure with everything that is known of it."""
    try:
        return await handler(request)
    except UpstreamError as failure:
        told = {"upstream": str(failure), "stack": traceback.format_exc(), "query": _QUERY}
        return web.json_response({"error": told}, status=HTTPStatus.BAD_GATEWAY)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(nango=QuotingNango, more_middlewares=(tells_all,))
