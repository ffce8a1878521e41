"""What a fault does to a request: answer it, delay it, let it hang or cut it off."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

LOWEST_STATUS, HIGHEST_STATUS = 200, 599
LONGEST_DELAY_S = 120.0
EXPECTED = (
    'A fault\'s answer is one of {"status": 503, "body": …, "headers": …}, '
    '{"delay_ms": 500}, {"hang": true} and {"close": true}'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """Answer in Nango's place."""

    status: int
    body: str
    content_type: str
    headers: tuple[tuple[str, str], ...] = ()

    def response(self) -> web.Response:
        """Build the answer anew for each request that gets it."""
        response = web.Response(
            status=self.status, text=self.body, content_type=self.content_type, charset="utf-8"
        )
        for name, value in self.headers:
            response.headers[name] = value
        return response

    def as_json(self) -> dict[str, Any]:
        """Show the answer as the control API does."""
        return {"status": self.status, "body": self.body, "headers": dict(self.headers)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay:
    """Answer as always, but later."""

    seconds: float

    def as_json(self) -> dict[str, Any]:
        """Show the delay as the control API does."""
        return {"delay_ms": round(self.seconds * 1000)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hang:
    """Never answer."""

    def as_json(self) -> dict[str, Any]:
        """Show the hang as the control API does."""
        return {"hang": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class Close:
    """Cut the connection instead of answering."""

    def as_json(self) -> dict[str, Any]:
        """Show the cut as the control API does."""
        return {"close": True}


Answer = Reply | Delay | Hang | Close


def answer_of(asked: Any) -> Answer:
    """Read an answer as the control API describes it; ValueError says what is wrong."""
    if not isinstance(asked, Mapping):
        raise ValueError(EXPECTED)  # noqa: TRY004 - the caller catches one kind of error
    if "status" in asked:
        return _reply(asked)
    if "delay_ms" in asked:
        return _delay(asked["delay_ms"])
    if asked.get("hang") is True:
        return Hang()
    if asked.get("close") is True:
        return Close()
    raise ValueError(EXPECTED)


def _reply(asked: Mapping[str, Any]) -> Reply:
    status, body, headers = asked["status"], asked.get("body", ""), asked.get("headers", {})
    if not isinstance(status, int) or not LOWEST_STATUS <= status <= HIGHEST_STATUS:
        raise ValueError(f"A fault's status is a number from {LOWEST_STATUS} to {HIGHEST_STATUS}")
    if not isinstance(headers, Mapping):
        raise ValueError("A fault's headers are an object of names and values")  # noqa: TRY004 - as above
    plain = isinstance(body, str)
    return Reply(
        status=status,
        body=body if plain else json.dumps(body, ensure_ascii=False, separators=(",", ":")),
        content_type="text/plain" if plain else "application/json",
        headers=tuple((str(name), str(value)) for name, value in headers.items()),
    )


def _delay(milliseconds: Any) -> Delay:
    if not isinstance(milliseconds, (int, float)) or isinstance(milliseconds, bool):
        raise ValueError("A fault's delay_ms is a number")  # noqa: TRY004 - as above
    if not 0 <= milliseconds <= LONGEST_DELAY_S * 1000:
        raise ValueError(f"A fault's delay is at most {LONGEST_DELAY_S:g} s: use a hang")
    return Delay(seconds=milliseconds / 1000)
