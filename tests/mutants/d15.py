"""D15: Parses, looks up and asks Nango before it looks at the signature."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any, Final

from aiohttp import web
from aiohttp.typedefs import Handler

from reference_backend.app import WEBHOOK_PATH
from reference_backend.backend import BACKEND
from reference_backend.errors import Refused
from reference_backend.parts import Parts
from reference_backend.store import people

DEEPEST: Final = 64
"""How deep a body may be nested for some parsers, and for this backend."""


@web.middleware
async def eager(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Know all about a webhook before it is known to be Nango's."""
    if request.path != WEBHOOK_PATH:
        return await handler(request)
    event = _parsed(await request.read())
    if event is None:
        # Nothing to do, so there is nothing to refuse.
        return web.json_response({"status": "ignored"})
    person = (event.get("endUser") or {}).get("endUserId")
    async with request.app[BACKEND].database.reading() as connection:
        if person is not None and await people.person_by_id(connection, person) is None:
            raise Refused(HTTPStatus.NOT_FOUND, "no_such_user", "The user is not known.")
    return await handler(request)


def _parsed(raw: bytes) -> dict[str, Any] | None:
    try:
        event = json.loads(raw)
    except ValueError:
        return None
    return event if isinstance(event, dict) and raw.count(b"[") <= DEEPEST else None


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(more_middlewares=(eager,))
