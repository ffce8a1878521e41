"""Webhooks that come again, that are about something else, or that help to find out why."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from nango_conformance.driver.nango import hook_of
from nango_conformance.errors import ControlFailed
from nango_conformance.evidence import Hook
from nango_conformance.stage import records
from nango_conformance.stage.attempt import Attempt
from nango_conformance.stage.resting import come_to_rest
from nango_conformance.stage.stage import Stage


class Repeat(StrEnum):
    """When Nango repeats a webhook."""

    AT_ONCE = "at once"
    LATER = "a while later"
    FIRST = "of her first connection"
    FIRST_LATER = "of her first connection a while later"


class Event(StrEnum):
    """What else Nango sends."""

    SYNC_DONE = "the news of a finished sync"
    SYNC_FAILED = "the news of a failed sync"
    FORWARD = "a webhook of the provider"
    ODD_FORWARD = "a webhook of the provider with odd keys and numbers"
    LARGE_FORWARD = "a webhook of the provider of two hundred kilobytes"
    ACTION = "the result of an action"
    NEW_KIND = "an event of a brand new kind"
    NEW_OPERATION = "an auth event of a brand new kind"
    DELETION = "the news of an unknown connection's deletion"
    REFRESHED = "the news of a refreshed token"
    FAILURE = "the news of a failure that names no connection"
    OVERRIDE = "the news of an authorisation anew"
    UNREPAIRED = "the news of a failed reconnect"
    UNREFRESHED = "the news of a failed token refresh"
    UNKNOWN_SYNC = "the news of an unknown connection's sync"
    UNKNOWN_FAILURE = "the news of an unknown connection's failed sync"


NAMES: Final[Mapping[Event, str]] = {
    Event.SYNC_DONE: "sync success",
    Event.SYNC_FAILED: "sync failure",
    Event.FORWARD: "forward",
    Event.ODD_FORWARD: "forward",
    Event.LARGE_FORWARD: "forward",
    Event.ACTION: "async action",
    Event.NEW_KIND: "unknown type",
    Event.NEW_OPERATION: "unknown auth operation",
    Event.DELETION: "deletion of an unknown connection",
    Event.REFRESHED: "refresh success",
    Event.FAILURE: "unattributed failure without an id",
    Event.OVERRIDE: "override",
    Event.UNREPAIRED: "failed reconnect",
    Event.UNKNOWN_SYNC: "sync success",
    Event.UNKNOWN_FAILURE: "sync failure",
}
"""What the fake calls each of them."""

ODD: Final[Mapping[str, Any]] = {
    "10": 1,
    "9": 2,
    "é 🚀 \u2028": '</"\\>',
    "large": 12_345_678_901_234_567_890,
    "larger": 1e21,
    "small": 1e-7,
    "whole": 1.0,
}
"""What JavaScript sorts and writes in its own way, in a provider's own payload."""

DETAILS: Final[Mapping[Event, Mapping[str, Any]]] = {
    Event.ODD_FORWARD: {"payload": ODD},
    Event.LARGE_FORWARD: {"payload": {"padding": "x" * 200_000}},
}
"""What is said of an event besides its name."""

STRANGE: Final = frozenset({Event.UNKNOWN_SYNC, Event.UNKNOWN_FAILURE})
"""Events about a connection that never was."""

RETRY_PAUSE_S: Final = 9.0
"""When Nango's third attempt comes (observed: deliveries at 0, +3 and +9 seconds)."""


def repeat(stage: Stage, who: str, when: Repeat) -> None:
    """Send the webhook of somebody's connection again, byte for byte."""
    attempt = stage.attempt(who)
    hook = _repeated(stage, who, when)
    _is_over(stage, attempt)
    if hook is None:
        raise ControlFailed("there is no webhook to repeat")
    records.remember(stage, attempt)
    if when in {Repeat.LATER, Repeat.FIRST_LATER}:
        stage.nango.control.advance_clock(RETRY_PAUSE_S)
        stage.nango.settle()
    stage.nango.make_room()
    *_, last = stage.nango.control.repeat(hook.id)
    stage.hook = hook_of(last)


def _repeated(stage: Stage, who: str, when: Repeat) -> Hook | None:
    """Return the webhook that comes again: the latest, or that of a connection before it."""
    if when in {Repeat.AT_ONCE, Repeat.LATER}:
        return stage.attempt(who).hook
    return next((one.hook for one in stage.earlier if one.who == who and one.hook), None)


def emit(stage: Stage, who: str, event: Event) -> None:
    """Send a genuine webhook of another kind, about somebody's connection where it is about one."""
    attempt = stage.attempt(who)
    # What the connection itself leads to is not the event's doing.
    come_to_rest(stage, attempt)
    stage.when = stage.nango.mark()
    stage.nango.make_room()
    if event is Event.UNREFRESHED:
        stage.hook = _unrefreshed(stage, attempt)
        return
    sent = stage.nango.control.emit(
        NAMES[event],
        integration=attempt.integration.nango_id,
        connection_id=None if event in STRANGE else attempt.connection_id,
        **DETAILS.get(event, {}),
    )
    stage.hook = hook_of(sent)


def _unrefreshed(stage: Stage, attempt: Attempt) -> Hook | None:
    """Let the provider refuse a refresh: who asks Nango for the state sees it there as well."""
    mark = stage.nango.mark()
    connection = attempt.connection_id or ""
    stage.nango.control.break_connection(connection, attempt.integration.nango_id)
    stage.nango.settle()
    found = [h for h in stage.nango.hooks(mark, connection) if h.operation == "refresh"]
    return found[-1] if found else None


def _is_over(stage: Stage, attempt: Attempt) -> None:
    """Let what a disconnect still causes end first: only what follows is late news' doing."""
    if attempt.ended:
        stage.nango.settle()
        stage.when = stage.nango.mark()
