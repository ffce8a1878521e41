"""
The outermost door: every request is logged once, and every error becomes a plain answer.

Answers name a code and a sentence, never an exception, a statement or what Nango said.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable
from http import HTTPStatus

from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from reference_backend.backend import BACKEND
from reference_backend.errors import NangoError, Refused

_log = logging.getLogger(__name__)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def door(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer every request, and leave one line about it."""
    began = time.monotonic()
    response = await _answered(request, handler)
    response.headers.update(request.app[BACKEND].parts.answer_headers)
    _log.info(
        # Without the query, and with the path as it came: still encoded, on one line.
        "%s %s %d %.0f ms",
        request.method,
        request.rel_url.raw_path,
        response.status,
        (time.monotonic() - began) * 1000,
    )
    return response


async def _answered(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except Refused as refusal:
        return error(refusal.status, refusal.code, refusal.message)
    except NangoError as failure:
        return _nango_failed(failure)
    except web.HTTPException as raised:
        return _http_error(raised)
    except (SQLAlchemyError, OSError) as failure:
        # A webhook that was not stored is answered so that Nango sends it again.
        _log.error("storage failed: %s", type(failure).__name__)
        return error(
            HTTPStatus.SERVICE_UNAVAILABLE, "storage_unavailable", "Try again in a moment."
        )
    except Exception:  # noqa: BLE001 - the outermost door of a request; it is logged
        _log.exception("%s broke", request.match_info.handler)
        return error(HTTPStatus.INTERNAL_SERVER_ERROR, "internal_error", "Something went wrong.")


def error(status: int, code: str, message: str) -> web.Response:
    """Return an error in the one shape that we have for errors."""
    return web.json_response({"error": {"code": code, "message": message}}, status=status)


def _nango_failed(failure: NangoError) -> web.Response:
    """
    Translate a failure of Nango's.

    Its 401 would log the person out and its 400 would blame them; neither is theirs. Only
    `too many requests` says something they can act on: come back later.
    """
    if failure.status != HTTPStatus.TOO_MANY_REQUESTS:
        return error(HTTPStatus.BAD_GATEWAY, "nango_failed", "The connection service failed.")
    response = error(
        HTTPStatus.SERVICE_UNAVAILABLE, "nango_busy", "The connection service is busy."
    )
    if failure.retry_after_s is not None:
        response.headers["Retry-After"] = str(int(failure.retry_after_s))
    return response


def _http_error(raised: web.HTTPException) -> web.Response:
    """Return what aiohttp raises for routes and sizes, in our shape."""
    status = HTTPStatus(raised.status)
    response = error(status, status.name.lower(), status.phrase)
    if allow := raised.headers.get("Allow"):
        response.headers["Allow"] = allow
    return response
