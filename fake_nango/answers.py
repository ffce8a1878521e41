"""
Answers of the API as values, in Nango's three shapes of an error.

Authentication and the older endpoints put `message`, `code` and `payload` into an
error, in this order; newer endpoints start with `code`; a body or query that breaks its
schema has a list of issues. (Nango 0.71.4, error envelopes)
"""

from __future__ import annotations

import html
import json
from collections.abc import Mapping, Sequence
from typing import Any

JSON_TYPE = "application/json; charset=utf-8"
HTML_TYPE = "text/html; charset=utf-8"
TEXT_TYPE = "text/plain; charset=utf-8"

Pairs = tuple[tuple[str, str], ...]
Issue = dict[str, Any]

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Answer:
    """What one request is answered with; `cors` is off where Nango forgets the headers."""

    __slots__ = ("body", "content_type", "cors", "headers", "status")

    def __init__(
        self,
        status: int,
        body: bytes = b"",
        content_type: str | None = None,
        headers: Pairs = (),
        *,
        cors: bool = True,
    ) -> None:
        self.status = status
        self.body = body
        self.content_type = content_type
        self.headers = headers
        self.cors = cors


class Refused(Exception):  # noqa: N818 - an answer that ends a request early, not a fault
    """A request that is answered with an error, from wherever that was found out."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


def to_json(value: Any) -> bytes:
    """Write JSON as Nango's API does: no spaces, raw UTF-8."""
    return _encode(value).encode("utf-8", "surrogatepass")


def json_answer(status: int, value: Any, headers: Pairs = ()) -> Answer:
    """Answer with a JSON value."""
    return Answer(status, to_json(value), JSON_TYPE, headers)


def html_answer(status: int, page: str) -> Answer:
    """Answer with a page."""
    return Answer(status, page.encode(), HTML_TYPE)


def redirect(location: str, headers: Pairs = (), *, accept: str | None = None) -> Answer:
    """Send the client elsewhere, as Express does: a browser sees a paragraph, others a line."""
    page = accept is not None and "text/html" in accept and "text/plain" not in accept
    shown = f"<p>Found. Redirecting to {html.escape(location)}</p>" if page else None
    body = (shown or f"Found. Redirecting to {location}").encode()
    kind = HTML_TYPE if page else TEXT_TYPE
    return Answer(302, body, kind, (("Location", location), ("Vary", "Accept"), *headers))


def refused(status: int, code: str, message: str | None = None, **more: Any) -> Refused:
    """Refuse in the shape of the newer endpoints: `code` first, the rest if there is any."""
    error: dict[str, Any] = {"code": code}
    if message is not None:
        error["message"] = message
    return Refused(json_answer(status, {"error": {**error, **more}}))


def refused_with_payload(
    status: int, code: str, message: str, payload: Mapping[str, Any] | None = None
) -> Refused:
    """Refuse in the shape of authentication and the older endpoints."""
    error = {"message": message, "code": code, "payload": dict(payload or {})}
    return Refused(json_answer(status, {"error": error}))


def invalid(what: str, issues: Sequence[Issue]) -> Refused:
    """Refuse a body or query that breaks its schema: `what` is `invalid_body` and its kin."""
    return Refused(json_answer(400, {"error": {"code": what, "errors": list(issues)}}))
