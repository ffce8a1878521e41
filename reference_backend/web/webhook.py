"""
The webhook route: believe, understand, act, answer. In this order.

The bytes are verified before anything is parsed or looked up, so whoever has no key
learns nothing and costs nothing but one hash.
"""

from __future__ import annotations

import json
import logging
from http import HTTPStatus

from aiohttp import web

from reference_backend.backend import BACKEND
from reference_backend.errors import Refused

_log = logging.getLogger(__name__)


async def receive(request: web.Request) -> web.Response:
    """POST /api/webhooks/nango/email: one delivery of Nango's."""
    backend = request.app[BACKEND]
    parts = backend.parts
    raw = await request.read()
    if not parts.verify_signature(raw, request.headers, backend.settings.keys):
        _log.warning("a webhook was refused: its signature is missing or wrong")
        raise Refused(HTTPStatus.UNAUTHORIZED, "invalid_signature", "The signature is not valid.")
    event = parts.interpret(_parsed(raw))
    outcome = await parts.receive(backend, event)
    _log.info("a webhook was accepted: %s, %s", type(event).__name__, outcome.value)
    return parts.webhook_answer(event, outcome)


def _parsed(raw: bytes) -> object:
    try:
        body: object = json.loads(raw)
    except (ValueError, RecursionError):
        raise Refused(HTTPStatus.BAD_REQUEST, "invalid_json", "The body is not JSON.") from None
    return body
