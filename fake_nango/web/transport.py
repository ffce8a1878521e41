"""
What every answer of the API carries, whichever handler made it.

Security headers on all, CORS headers on all but those that Nango's body parser gives,
and a weak ETag on JSON that is read. (Nango 0.71.4, limits and transport)
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from typing import Final

from aiohttp import web
from multidict import CIMultiDict

from fake_nango.answers import JSON_TYPE, Answer, Pairs

_ETAG_DIGITS: Final = 27

SECURITY_HEADERS: Final[Pairs] = (
    ("Server", "fake-nango"),
    ("X-Frame-Options", "SAMEORIGIN"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-XSS-Protection", "0"),
    ("X-Download-Options", "noopen"),
    ("X-DNS-Prefetch-Control", "off"),
    ("Referrer-Policy", "strict-origin"),
    ("Strict-Transport-Security", "max-age=5184000; includeSubDomains"),
)
CORS_HEADERS: Final[Pairs] = (
    ("Access-Control-Allow-Origin", "*"),
    (
        "Access-Control-Expose-Headers",
        (
            "Authorization, Etag, Content-Type, Content-Length, X-Nango-Signature,"
            " X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset"
        ),
    ),
)
PREFLIGHT_HEADERS: Final[Pairs] = (
    ("Access-Control-Allow-Methods", "GET,HEAD,PUT,PATCH,POST,DELETE"),
    (
        "Access-Control-Allow-Headers",
        (
            "Authorization, Content-Type, Accept, Origin, X-Requested-With, Nango-Activity-Log-Id,"
            " Nango-Is-Dry-Run, Nango-Is-Sync, Provider-Config-Key, Connection-Id, Sentry-Trace,"
            " Baggage"
        ),
    ),
    ("Access-Control-Max-Age", "600"),
)
_PLAIN: Final = CIMultiDict(SECURITY_HEADERS)
_CORS: Final = CIMultiDict((*SECURITY_HEADERS, *CORS_HEADERS))
_JSON: Final = CIMultiDict((*SECURITY_HEADERS, *CORS_HEADERS, ("Content-Type", JSON_TYPE)))


def preflight() -> Answer:
    """Answer a browser that asks whether it may ask."""
    return Answer(204, headers=PREFLIGHT_HEADERS)


def etag(body: bytes) -> str:
    """Build Express's weak tag: the length and a part of a SHA-1."""
    digest = hashlib.sha1(body, usedforsecurity=False).digest()
    return f'W/"{len(body):x}-{b64encode(digest).decode()[:_ETAG_DIGITS]}"'


def response_of(answer: Answer) -> web.Response:
    """Turn an answer into what aiohttp sends."""
    if answer.content_type == JSON_TYPE and answer.cors:
        headers = _JSON.copy()
    else:
        headers = _CORS.copy() if answer.cors else _PLAIN.copy()
        if answer.content_type is not None:
            headers["Content-Type"] = answer.content_type
    if answer.headers:
        headers.extend(answer.headers)
    return web.Response(status=answer.status, body=answer.body or None, headers=headers)


def headers_of(answer: Answer) -> list[list[str]]:
    """List the headers that say something about this answer, for the journal."""
    said = list(CORS_HEADERS[:1]) if answer.cors else []
    if answer.content_type is not None:
        said.append(("Content-Type", answer.content_type))
        said.append(("Content-Length", str(len(answer.body))))
    return [[name, value] for name, value in (*said, *answer.headers)]
