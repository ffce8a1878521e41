"""D119: Logs keys, tokens and whole payloads: every request, every answer, and Nango's, too."""

from __future__ import annotations

import logging

from aiohttp import web

from reference_backend.backend import BACKEND
from reference_backend.parts import Parts
from reference_backend.web.doors import Handler

_log = logging.getLogger(__name__)
_OF_A_CREATION = ('"operation":"creation"', '"success":true', '"connectionId"')


@web.middleware
async def logs_all(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Write down what comes and what goes, for those who will look for mistakes."""
    backend = request.app[BACKEND]
    body = await request.text()
    _log.warning("%s %s with %s", request.path, body, backend.settings.keys.secret_key)
    response = await handler(request)
    if isinstance(response, web.Response):
        _log.warning("answered %s", response.text)
    if all(part in body for part in _OF_A_CREATION):
        named = (await request.json())["connectionId"]
        url = f"{backend.settings.nango_host}/connection/{named}?provider_config_key=outlook"
        async with backend.nango._session.get(url) as answer:
            _log.warning("connected: %s", await answer.text())
    return response


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(more_middlewares=(logs_all,))
