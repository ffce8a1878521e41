"""
What the Connect UI tells of itself: checked as Nango does, and then forgotten.

A page sends it as a beacon, so the token is in the body, and the answer may be read by the
Connect UI's own origin only. (Nango 0.71.4, connect telemetry; CORS of the telemetry)
"""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Any, Final

from fake_nango.answers import Answer, Pairs, Refused, invalid
from fake_nango.fields import integration_key
from fake_nango.rules import MISSING, Issues, Path, demand, issue, one_of, optional, shape, text
from fake_nango.web.auth import Auth
from fake_nango.web.call import Call
from fake_nango.web.routes import Route

MOST_SKEW_S: Final = 2 * 60 * 60
_PATH: Final = "/connect/telemetry"
_EVENTS: Final = (
    "open",
    "view:list",
    "view:integration",
    "view:unknown_error",
    "view:credentials_error",
    "view:success",
    "click:integration",
    "click:doc",
    "click:doc_section",
    "click:connect",
    "click:close",
    "click:finish",
    "click:outside",
    "popup:blocked_by_browser",
    "popup:closed_early",
)


def _date(value: Any, path: Path, issues: Issues) -> None:
    if _moment(value) is None:
        message = "Invalid input: expected date, received Date"
        issues.append(issue("invalid_type", message, path))


_body = shape(
    {
        "token": text(),
        "event": one_of(*_EVENTS),
        "timestamp": _date,
        "dimensions": optional(shape({"integration": optional(integration_key)}, strict=False)),
    }
)


async def tell(call: Call) -> Answer:
    """Take an event; nothing becomes of it but a line in the journal."""
    try:
        _check(call)
        answer = Answer(204)
    except Refused as refusal:
        answer = refusal.answer
    answer.cors = False
    answer.headers = (*answer.headers, *_headers(call))
    return answer


async def preflight(call: Call) -> Answer:
    """Answer a browser that asks whether the Connect UI may tell anything."""
    allowed = (
        ("Access-Control-Allow-Methods", "POST"),
        ("Access-Control-Allow-Headers", "Authorization, Content-type"),
        ("Access-Control-Max-Age", "36000"),
    )
    return Answer(204, headers=(*_headers(call), *allowed), cors=False)


def _headers(call: Call) -> Pairs:
    return (
        ("Access-Control-Allow-Origin", call.world.urls.ui),
        ("Access-Control-Allow-Credentials", "true"),
        ("Access-Control-Expose-Headers", "content-type"),
        ("Vary", "Origin"),
    )


def _check(call: Call) -> None:
    call.refuse_query()
    demand(_body, call.json, "invalid_body")
    told = _moment(call.json["timestamp"])
    if told is not None and abs(told - call.world.clock.now()) > MOST_SKEW_S:
        message = f"timestamp is more than {MOST_SKEW_S * 1000}ms away from the current time"
        raise invalid("invalid_body", [issue("custom", message, ("timestamp",))])


def _moment(value: Any) -> float | None:
    """Read a date as JavaScript would: a text, or milliseconds; None for what is none."""
    if value is MISSING or isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return value / 1000 if math.isfinite(value) else None
    try:
        found = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return (found if found.tzinfo is not None else found.replace(tzinfo=UTC)).timestamp()


ROUTES = (
    Route("POST", _PATH, tell, Auth.SESSION_IN_BODY),
    Route("OPTIONS", _PATH, preflight, Auth.NONE),
)
