"""
One answered request of the API as the journal keeps it: raw until somebody reads it.

It is kept as a flat tuple of texts and numbers, headers joined into one text, because
that is what costs least to keep by the thousands.
"""

from __future__ import annotations

from itertools import chain
from typing import Any, Final

from fake_nango.answers import Answer
from fake_nango.web.call import Call
from fake_nango.web.transport import headers_of
from fake_nango.world import CALLER_PEOPLE, INTERNAL_HEADER

LONGEST_TEXT: Final = 64 * 1024
# What the tuple itself weighs beside the texts.
OVERHEAD: Final = 500
# A header cannot contain it.
_SEPARATOR: Final = b"\n"

Kept = tuple[Any, ...]


def kept_exchange(call: Call, answer: Answer, ms: float, fault: str | None) -> Kept:
    """Keep request and answer as they were on the wire, but for very long bodies."""
    header = call.request.headers.get(INTERNAL_HEADER)
    return (
        call.method,
        call.path,
        call.query_string,
        _SEPARATOR.join(chain.from_iterable(call.request.raw_headers)),
        call.body if len(call.body) <= LONGEST_TEXT else call.body[:LONGEST_TEXT],
        call.auth,
        answer.status,
        answer.body if len(answer.body) <= LONGEST_TEXT else answer.body[:LONGEST_TEXT],
        answer.content_type,
        answer.headers,
        answer.cors,
        ms,
        fault,
        header is not None and call.world.caller(header) == CALLER_PEOPLE,
        _weight(call, answer),
    )


def _weight(call: Call, answer: Answer) -> int:
    texts = min(len(call.body), LONGEST_TEXT) + min(len(answer.body), LONGEST_TEXT)
    return OVERHEAD + len(call.query_string) + texts


def exchange_as_json(kept: Kept) -> dict[str, Any]:
    """Write an exchange as the journal shows it."""
    method, path, query, headers, body, auth, *rest = kept
    status, answer, content_type, extra, cors, ms, fault, played, _ = rest
    shown: dict[str, Any] = {
        "method": method,
        "path": path,
        "query": query,
        "headers": _headers(headers),
        "body": _text(body),
        "auth": auth,
        "status": status,
        "answer_headers": headers_of(Answer(status, answer, content_type, extra, cors=cors)),
        "answer": _text(answer),
        "ms": round(ms, 3),
        "fault": fault,
        "played": played,
    }
    if LONGEST_TEXT in {len(body), len(answer)}:
        shown["truncated"] = True
    return shown


def _headers(kept: bytes) -> list[list[str]]:
    parts = [_text(each) for each in kept.split(_SEPARATOR)] if kept else []
    pairs = zip(parts[::2], parts[1::2], strict=True)
    return [[name, value] for name, value in pairs if name.lower() != INTERNAL_HEADER.lower()]


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")
