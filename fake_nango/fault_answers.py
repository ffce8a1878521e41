"""
What a fault does to a request, by name: each kind is read from JSON and shown as JSON.

Some answer in Nango's place (a reply, a 429), some never do (hang, close), one waits
first, and two let everything happen and spoil the answer on its way out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

LOWEST_STATUS, HIGHEST_STATUS = 200, 599
LONGEST_DELAY_S = 120.0
LONGEST_DRIP_S = 10.0
LONGEST_RETRY_S = 86_400
TOO_MANY = 429
EXPECTED = (
    'A fault\'s answer is one of {"status": 503, "body": …, "headers": …}, '
    '{"delay_ms": 500}, {"hang": true}, {"close": true}, {"cut_body": true}, '
    '{"bad_json": true}, {"drip_ms": 1000} and {"retry_after_s": 5}'
)
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """Answer in Nango's place."""

    status: int
    body: str
    content_type: str
    headers: tuple[tuple[str, str], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Show the answer as the control API does."""
        return {"status": self.status, "body": self.body, "headers": dict(self.headers)}


@dataclass(frozen=True, slots=True, kw_only=True)
class TooMany:
    """Answer as Nango does beyond its rate limit: 429, with a time to wait."""

    retry_after_s: int

    def as_json(self) -> dict[str, Any]:
        """Show the refusal as the control API does."""
        return {"retry_after_s": self.retry_after_s}


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


@dataclass(frozen=True, slots=True, kw_only=True)
class CutBody:
    """Do as always, but close the connection in the middle of the answer's body."""

    def as_json(self) -> dict[str, Any]:
        """Show the cut as the control API does."""
        return {"cut_body": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class BadJson:
    """Do as always, but answer with a body that is not JSON any more."""

    def as_json(self) -> dict[str, Any]:
        """Show the damage as the control API does."""
        return {"bad_json": True}

    @staticmethod
    def spoilt(body: bytes) -> bytes:
        """Put a comma in the place of the last byte: whatever it was, it is no JSON then."""
        return body[:-1] + b","


@dataclass(frozen=True, slots=True, kw_only=True)
class Drip:
    """Do as always, but answer a byte at a time."""

    seconds: float

    def as_json(self) -> dict[str, Any]:
        """Show the dripping as the control API does."""
        return {"drip_ms": round(self.seconds * 1000)}


Answer = Reply | TooMany | Delay | Hang | Close | CutBody | BadJson | Drip


def answer_of(asked: Any) -> Answer:
    """Read an answer as the control API describes it; ValueError says what is wrong."""
    if not isinstance(asked, Mapping):
        raise ValueError(EXPECTED)  # noqa: TRY004 - the caller catches one kind of error
    kinds = [name for name in KINDS if name in asked]
    if len(kinds) != 1:
        raise ValueError(EXPECTED)
    (kind,) = kinds
    strange = sorted(set(asked) - {kind} - (OF_REPLIES if kind == "status" else frozenset()))
    if strange:
        raise ValueError(f"{strange[0]!r} means nothing beside {kind!r}. {EXPECTED}")
    return KINDS[kind](asked)


def _reply(asked: Mapping[str, Any]) -> Reply:
    status, body, headers = asked["status"], asked.get("body", ""), asked.get("headers", {})
    if not _is_whole(status) or not LOWEST_STATUS <= status <= HIGHEST_STATUS:
        raise ValueError(f"A fault's status is a number from {LOWEST_STATUS} to {HIGHEST_STATUS}")
    if not isinstance(headers, Mapping):
        raise ValueError("A fault's headers are an object of names and values")  # noqa: TRY004 - as above
    plain = isinstance(body, str)
    return Reply(
        status=status,
        body=body if plain else json.dumps(body, ensure_ascii=False, separators=(",", ":")),
        content_type="text/plain" if plain else "application/json",
        headers=tuple(_header(name, value) for name, value in headers.items()),
    )


def _header(name: str, value: Any) -> tuple[str, str]:
    if not _HEADER_NAME.fullmatch(name) or not isinstance(value, str):
        raise ValueError(f"A fault's header {name[:40]!r} needs a header's name, and text as value")
    if not value.isprintable() or not value.isascii():
        raise ValueError(f"The value of a fault's header {name!r} is printable ASCII")
    return name, value


def _too_many(asked: Mapping[str, Any]) -> TooMany:
    seconds = asked["retry_after_s"]
    if not _is_whole(seconds) or not 0 <= seconds <= LONGEST_RETRY_S:
        raise ValueError(f"A fault's retry_after_s is a whole number from 0 to {LONGEST_RETRY_S}")
    return TooMany(retry_after_s=seconds)


def _delay(asked: Mapping[str, Any]) -> Delay:
    return Delay(seconds=_seconds(asked, "delay_ms", LONGEST_DELAY_S))


def _drip(asked: Mapping[str, Any]) -> Drip:
    return Drip(seconds=_seconds(asked, "drip_ms", LONGEST_DRIP_S))


def _seconds(asked: Mapping[str, Any], name: str, longest: float) -> float:
    milliseconds = asked[name]
    if not isinstance(milliseconds, (int, float)) or isinstance(milliseconds, bool):
        raise ValueError(f"A fault's {name} is a number")  # noqa: TRY004 - as above
    if not 0 <= milliseconds <= longest * 1000:
        raise ValueError(f"A fault's {name} stands for at most {longest:g} s: use a hang")
    return milliseconds / 1000


def _flagged(name: str, kind: Callable[[], Answer]) -> Callable[[Mapping[str, Any]], Answer]:
    def read(asked: Mapping[str, Any]) -> Answer:
        if asked[name] is not True:
            raise ValueError(f"A fault's {name!r} is true, or left out. {EXPECTED}")
        return kind()

    return read


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


OF_REPLIES = frozenset({"body", "headers"})
KINDS: Mapping[str, Callable[[Mapping[str, Any]], Answer]] = {
    "status": _reply,
    "retry_after_s": _too_many,
    "delay_ms": _delay,
    "hang": _flagged("hang", Hang),
    "close": _flagged("close", Close),
    "cut_body": _flagged("cut_body", CutBody),
    "bad_json": _flagged("bad_json", BadJson),
    "drip_ms": _drip,
}
