"""
Holds what passed on the wire against the schemas, and says which side broke them.

It judges events of the journal after the fact, so it costs a request nothing. What a fault
answered, and what was forged, was wrong on request and is not held against Nango. A message
that no schema knows is no problem.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qsl

from fake_nango.schemas import complaints
from fake_nango.wire_routes import Route, Side, route_of

__all__ = ["Problem", "Side", "frame_problems", "problems"]

ERROR: Final = "error.answer"
AUTH_OPERATIONS: Final = frozenset({"creation", "override", "refresh"})

Event = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One breach: whose it is, in which message, and what is wrong."""

    side: Side
    where: str
    message: str


def problems(event: Event) -> tuple[Problem, ...]:
    """Return what is wrong with one event of the journal, as JSON; nothing when all is well."""
    judge = JUDGES.get(event["kind"])
    return tuple(judge(event["data"])) if judge else ()


def frame_problems(frame: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Return what is wrong with one frame of Nango's WebSocket."""
    return tuple(hold(Side.NANGO, "WebSocket frame", "websocket-frame", frame))


def judge_call(data: Event) -> Iterator[Problem]:
    """Judge a call of Nango's API: the caller's request, and Nango's answer."""
    route = route_of(data["method"], data["path"])
    if route is None:
        return
    yield from judge_request(route, data)
    if not data.get("fault"):
        yield from judge_answer(route, data)


def judge_request(route: Route, data: Event) -> Iterator[Problem]:
    """Judge query, headers and body; whoever holds a session token is the browser."""
    browser = data["auth"] == "connect_session" or data.get("played")
    side = Side.BROWSER if browser else route.by
    if route.query:
        yield from hold(side, f"{route.title} query", route.query, read_query(data["query"]))
    if route.headers:
        yield from hold(side, f"{route.title} headers", route.headers, lower(data["headers"]))
    if route.body and not data.get("truncated"):
        yield from hold_text(side, f"{route.title} request", route.body, data["body"])


def judge_answer(route: Route, data: Event) -> Iterator[Problem]:
    """Judge the answer by its status: the endpoint's own, or one of the two error shapes."""
    status = data["status"]
    where = f"{route.title} answer {status}"
    schema = ERROR if status >= HTTPStatus.BAD_REQUEST else route.answers.get(status)
    if schema is None:
        yield Problem(side=Side.NANGO, where=where, message="this endpoint never answers so")
    elif not data.get("truncated"):
        yield from hold_text(Side.NANGO, where, schema, data["answer"])


def judge_delivery(data: Event) -> Iterator[Problem]:
    """Judge a webhook as it was sent."""
    if data.get("defect"):
        return
    try:
        message = json.loads(data["body"])
    except ValueError:
        return
    kind, operation = webhook_kind(message)
    schema = f"{kind}-webhook"
    if kind == "sync" or (kind == "auth" and operation in AUTH_OPERATIONS):
        yield from hold(Side.NANGO, f"{kind} webhook", schema, message)
        yield from hold(
            Side.NANGO, f"{kind} webhook headers", "webhook-headers", lower(data["headers"])
        )


JUDGES: Final[Mapping[str, Callable[[Event], Iterator[Problem]]]] = {
    "api": judge_call,
    "delivery": judge_delivery,
}


def webhook_kind(message: Any) -> tuple[object, object]:
    """Return type and operation of a webhook; forwarded ones may be anything."""
    if not isinstance(message, dict):
        return None, None
    return message.get("type"), message.get("operation")


def hold_text(side: Side, where: str, schema: str, text: str) -> Iterator[Problem]:
    """Hold a body against a schema; it must be JSON to begin with."""
    try:
        message = json.loads(text)
    except ValueError:
        yield Problem(side=side, where=where, message="is not JSON" if text else "is empty")
    else:
        yield from hold(side, where, schema, message)


def hold(side: Side, where: str, schema: str, message: Any) -> Iterator[Problem]:
    """Hold a message against a schema."""
    for each in complaints(schema, message):
        yield Problem(side=side, where=f"{where}, {each.path}", message=each.message)


def read_query(query: str) -> dict[str, str | list[str]]:
    """Return a query as an object; a name that is there twice has a list."""
    read: dict[str, str | list[str]] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        earlier = read.get(name)
        match earlier:
            case None:
                read[name] = value
            case str():
                read[name] = [earlier, value]
            case list():
                earlier.append(value)
    return read


def lower(headers: list[list[str]]) -> dict[str, str]:
    """Return headers by their names in lower case."""
    return {name.lower(): value for name, value in headers}
