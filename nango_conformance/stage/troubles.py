"""How Nango fails its backends, and what its users are then told."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from nango_conformance.errors import ControlFailed
from nango_conformance.evidence import Note
from nango_conformance.expectations import starts, timing, troubles
from nango_conformance.stage.stage import Stage
from nango_conformance.stage.starting import start

SESSIONS: Final = "POST /connect/sessions"
PERSISTENT: Final = 100
"""More often than any target asks again: the trouble lasts longer than its patience."""

WAIT_S: Final = 2
"""What Nango's 429 asks for (catalogue, NAF-14.3)."""


class Trouble(StrEnum):
    """How Nango fails."""

    INTERNAL_ERROR = "an internal error"
    BAD_GATEWAY = "a bad gateway"
    OUTAGE = "a service outage"
    WRONG_KEY = "a complaint about the key"
    FORBIDDEN = "a refusal of the account"
    INVALID = "a complaint about the request"
    NOTHING_THERE = "a page that is not found"
    BUSY_ONCE = "one request to wait"
    BUSY = "nothing but requests to wait"
    NO_ANSWER = "a closed connection"
    BROKEN_OFF = "an answer that breaks off"
    PAGE = "a web page"
    EMPTY = "an empty answer"
    HALF = "half a JSON text"
    WITHOUT_TOKEN = "data without a token"  # noqa: S105 - words of the features
    NO_DATA = "no data"
    ELSEWHERE = "a token in the wrong place"
    SILENCE = "silence"
    DRIP = "an answer that never ends"
    ERROR_AS_SUCCESS = "an error that looks like a success"


class Told(StrEnum):
    """What somebody learns from the answer to her start."""

    FAILED = "that it did not work"
    BLAMELESS = "that it is not her doing"
    MISTAKEN = "that her request is wrong"
    EITHER = "whether it worked"


def _error(code: str, message: str) -> Mapping[str, Any]:
    return {"error": {"code": code, "message": message}}


_FAILED: Final = _error("server_error", "Failed to create connect session")
_INVALID: Final = {"error": {"code": "invalid_body", "errors": []}}
_KEY: Final = "Authentication failed. The provided secret key does not match any account."
_PAGE: Final = "<!doctype html><title>502 Bad Gateway</title><h1>Bad Gateway</h1>"
_HTML: Final = {"Content-Type": "text/html; charset=utf-8"}
_JSON: Final = {"Content-Type": "application/json"}

ANSWERS: Final[Mapping[Trouble, Mapping[str, Any]]] = {
    Trouble.INTERNAL_ERROR: {"status": 500, "body": _FAILED},
    Trouble.BAD_GATEWAY: {"status": 502, "body": _FAILED},
    Trouble.OUTAGE: {"status": 503, "body": _FAILED},
    Trouble.WRONG_KEY: {"status": 401, "body": _error("unknown_account", _KEY)},
    Trouble.FORBIDDEN: {"status": 403, "body": _error("resource_capped", "Upgrade your plan")},
    Trouble.INVALID: {"status": 400, "body": _INVALID},
    Trouble.NOTHING_THERE: {"status": 404, "body": _error("not_found", "Not found")},
    Trouble.BUSY_ONCE: {"retry_after_s": WAIT_S},
    Trouble.BUSY: {"retry_after_s": WAIT_S},
    Trouble.NO_ANSWER: {"close": True},
    Trouble.BROKEN_OFF: {"cut_body": True},
    Trouble.PAGE: {"status": 200, "body": _PAGE, "headers": _HTML},
    Trouble.EMPTY: {"status": 201},
    Trouble.HALF: {"status": 201, "body": '{"data":{"token":"nango_conn', "headers": _JSON},
    Trouble.WITHOUT_TOKEN: {"status": 201, "body": {"data": {}}},
    Trouble.NO_DATA: {"status": 201, "body": {"data": None}},
    Trouble.ELSEWHERE: {"status": 201, "body": {"token": "x"}},
    Trouble.SILENCE: {"hang": True},
    Trouble.DRIP: {"drip_ms": 1000},
    Trouble.ERROR_AS_SUCCESS: {"status": 201, "body": _FAILED},
}
"""What the fake is asked to do; the codes are Nango's own (0.71.4, error.ts:51-66)."""


def begin(stage: Stage, trouble: Trouble) -> None:
    """Let Nango answer every session request so until the scenario says otherwise."""
    stage.troubled = True
    times = 1 if trouble is Trouble.BUSY_ONCE else PERSISTENT
    stage.nango.control.add_fault(trouble, SESSIONS, ANSWERS[trouble], times=times)


def end(stage: Stage) -> None:
    """Let Nango recover."""
    stage.nango.control.clear_faults()
    stage.troubled = False


def try_in_vain(stage: Stage, who: str, trouble: Trouble) -> None:
    """Let somebody start while Nango fails, then let Nango recover."""
    begin(stage, trouble)
    attempt = start(stage, who)
    end(stage)
    if attempt.session is not None:
        raise ControlFailed(f"{who} got a token although Nango gave none")


def told(stage: Stage, who: str, what: Told) -> tuple[Note, ...]:
    """Somebody learnt from the answer to her start what she needs to know."""
    attempt, route = stage.attempt(who), stage.target.connect
    if what is Told.MISTAKEN:
        return starts.told_of_mistake(route, stage.the_answer())
    if what is Told.EITHER:
        return starts.answered_at_all(stage.the_answer())
    if what is Told.BLAMELESS:
        return troubles.not_blamed(route, attempt.exchange)
    met = attempt.unstored or _is_met(stage)
    limit, exchange = stage.target.limits.connect_s, attempt.exchange
    if attempt.timed is not None and met:
        timing.in_time("an answer to the user", attempt.timed, limit, (exchange.id,))
    return troubles.told_of_failure(route, exchange, met=met)


def waited(stage: Stage, who: str) -> tuple[Note, ...]:
    """The target asked Nango again no sooner, and no oftener, than a 429 allows."""
    stage.nango.settle()
    return troubles.waits(stage.nango.calls(stage.attempt(who).mark), WAIT_S)


def _is_met(stage: Stage) -> bool:
    """Say whether the target has met the trouble, whose request may hang for ever."""
    return any(fault.met for fault in stage.nango.control.faults())
