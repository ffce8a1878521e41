"""A journey to a provider: what a person set out with, where they are, how it ended."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from fake_nango.browser import Browser, Seen
from fake_nango.model import OAuthAttempt

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """What a person was given: a token, an integration, perhaps an account to use."""

    session_token: str
    integration: str | None = None
    account: str | None = None
    socket: bool = False


@dataclass(slots=True, kw_only=True)
class Trip:
    """A person on the way: where they are, and what they have seen."""

    integration: str
    account: str | None
    location: str
    attempt: OAuthAttempt | None
    cookies: aiohttp.CookieJar
    frames: list[Json] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How it went."""

    outcome: str
    seen: Seen
    connection_id: str | None = None
    location: str | None = None
    frames: tuple[Json, ...] = ()
    detail: str = ""

    def as_json(self) -> Json:
        """Show the ending as the control API does."""
        return {
            "outcome": self.outcome,
            "status": self.seen.status,
            "connection_id": self.connection_id,
            "frames": list(self.frames),
            "page": self.seen.text,
            "location": self.location,
            "detail": self.detail,
        }


class Stopped(Exception):  # noqa: N818 - it is how a journey ends early, not an error of ours
    """The journey ends here, with what was seen last."""

    def __init__(self, seen: Seen, location: str | None = None) -> None:
        super().__init__(seen.text)
        self.seen = seen
        self.location = location


def parsed(text: str) -> Any:
    """Read an answer as JSON, or keep it as text."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def failed(stop: Stopped, browser: Browser) -> Ending:
    """Tell of a journey that was refused on the way."""
    return Ending(
        outcome="failed",
        seen=stop.seen,
        location=stop.location,
        frames=tuple(browser.frames),
        detail=f"{stop.seen.status} {stop.seen.text}",
    )


def lost(error: BaseException, browser: Browser) -> Ending:
    """Tell of a journey that the network ended."""
    return Ending(
        outcome="failed",
        seen=Seen(status=0, text="", location=None),
        frames=tuple(browser.frames),
        detail=f"the network failed: {error!r}",
    )
