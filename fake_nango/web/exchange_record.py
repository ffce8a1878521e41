"""One answered request of the API as the journal keeps it: raw until somebody reads it."""

from __future__ import annotations

from typing import Any

from fake_nango.answers import Answer
from fake_nango.web.call import Call
from fake_nango.web.transport import headers_of
from fake_nango.world import CALLER_PEOPLE, INTERNAL_HEADER

LONGEST_TEXT = 64 * 1024
# What the tuples and the object weigh beside the texts.
_OVERHEAD = 900


class ExchangeRecord:
    """Request and answer as they were on the wire, but for very long bodies."""

    __slots__ = (
        "answer",
        "auth",
        "body",
        "fault",
        "headers",
        "method",
        "ms",
        "path",
        "played",
        "query",
    )

    def __init__(self, call: Call, answer: Answer, ms: float, fault: str | None) -> None:
        self.method = call.method
        self.path = call.path
        self.query = call.query_string
        self.headers = call.request.raw_headers
        self.body = call.body if len(call.body) <= LONGEST_TEXT else call.body[:LONGEST_TEXT]
        self.auth = call.auth
        self.answer = _shortened(answer)
        self.ms = ms
        self.fault = fault
        header = call.request.headers.get(INTERNAL_HEADER)
        self.played = header is not None and call.world.caller(header) == CALLER_PEOPLE

    @property
    def weight(self) -> int:
        """About how many bytes the record keeps alive."""
        return _OVERHEAD + len(self.body) + len(self.answer.body)

    def as_json(self) -> dict[str, Any]:
        """Write the exchange as the journal shows it."""
        body, answer = self.body, self.answer
        written: dict[str, Any] = {
            "method": self.method,
            "path": self.path,
            "query": self.query,
            "headers": [
                [_text(name), _text(value)]
                for name, value in self.headers
                if name.decode("latin-1").lower() != INTERNAL_HEADER.lower()
            ],
            "body": _text(body),
            "auth": self.auth,
            "status": answer.status,
            "answer_headers": headers_of(answer),
            "answer": _text(answer.body),
            "ms": round(self.ms, 3),
            "fault": self.fault,
            "played": self.played,
        }
        if len(body) == LONGEST_TEXT or len(answer.body) == LONGEST_TEXT:
            written["truncated"] = True
        return written


def _shortened(answer: Answer) -> Answer:
    if len(answer.body) <= LONGEST_TEXT:
        return answer
    body = answer.body[:LONGEST_TEXT]
    return Answer(answer.status, body, answer.content_type, answer.headers, cors=answer.cors)


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")
