"""X-ASKS-FIRST: Reads the connection at Nango before it looks at the signature."""

from __future__ import annotations

import json

from aiohttp import web
from aiohttp.typedefs import Handler

from reference_backend.app import WEBHOOK_PATH
from reference_backend.backend import BACKEND
from reference_backend.errors import NangoError
from reference_backend.events import Connection
from reference_backend.parts import Parts


@web.middleware
async def curious(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Ask Nango about whatever connection anybody names."""
    if request.path == WEBHOOK_PATH:
        await _ask(request, await request.read())
    return await handler(request)


async def _ask(request: web.Request, raw: bytes) -> None:
    try:
        event = json.loads(raw)
        named = Connection(id=event["connectionId"], integration=event["providerConfigKey"])
        await request.app[BACKEND].nango.read_records(named, {"model": "Email", "limit": "1"})
    except (ValueError, TypeError, KeyError, NangoError):
        return


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(more_middlewares=(curious,))
