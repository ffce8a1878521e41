"""Requests, read into plain values; whatever is wrong with one is a client error."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any, Final

from aiohttp import web

from reference_backend.errors import Refused

LARGEST_BODY: Final = 64 * 1024
LARGEST_WEBHOOK: Final = 1024 * 1024
_LARGEST_PAGE: Final = 100


async def read_object(request: web.Request) -> dict[str, Any]:
    """
    Return the JSON object that a request carries, whatever its content type says.

    A page that posts a string without a header sends `text/plain`, and means JSON.
    """
    if (request.content_length or 0) > LARGEST_BODY:
        raise _too_large()
    content = await request.read()
    if len(content) > LARGEST_BODY:
        raise _too_large()
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        raise _invalid("The body is not JSON.") from None
    if not isinstance(body, dict):
        raise _invalid("The body is not a JSON object.")
    return body


def text_field(body: dict[str, Any], name: str, *, longest: int, shortest: int = 1) -> str:
    """Return a member that must be a text of a certain length that can be stored."""
    value = body.get(name)
    if (
        not isinstance(value, str)
        or not shortest <= len(value) <= longest
        or not _is_storable(value)
    ):
        raise _invalid(f"{name} must be a text of {shortest} to {longest} characters.")
    return value


def number_in_query(request: web.Request, name: str, default: int) -> int:
    """Return a natural number of the query, the default where there is none."""
    text = request.query.get(name, str(default))
    if not (text.isascii() and text.isdigit() and len(text) <= 9):  # noqa: PLR2004 - fits in 32 bits
        raise _invalid(f"{name} must be a natural number.")
    return int(text)


def page_of(request: web.Request) -> tuple[int, int]:
    """Return the limit and the offset that a request asks for."""
    limit = number_in_query(request, "limit", _LARGEST_PAGE)
    return min(limit, _LARGEST_PAGE), number_in_query(request, "offset", 0)


def _is_storable(text: str) -> bool:
    """JSON can spell NUL and half a surrogate pair; a database cannot keep them."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def _invalid(message: str) -> Refused:
    return Refused(HTTPStatus.BAD_REQUEST, "invalid_request", message)


def _too_large() -> Refused:
    return Refused(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", f"At most {LARGEST_BODY} bytes."
    )
