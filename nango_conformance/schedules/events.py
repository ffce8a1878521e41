"""The alphabet of schedules: six events, and three ways of coming after the one before."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Event(StrEnum):
    """
    What can happen once a person has authorised; the values are the letters of ids.

    The duplicate and the retry carry the webhook's own bytes: Nango's events have no id and no
    time, so a target can only tell them from the webhook by when they come. A duplicate comes
    while the webhook is fresh; a retry after Nango's pause (3 seconds, on the fake's clock as
    long as it takes until all is quiet), because the last answer was a 5xx or got lost.
    """

    WEBHOOK = "w"
    DUPLICATE = "d"
    RETRY = "r"
    REPORT = "f"
    STATUS = "s"
    ERROR = "e"


class Timing(StrEnum):
    """How an event follows the one before; the values are the signs of ids."""

    AFTER = ""
    TOGETHER = "+"
    LATE = "."


ARRIVALS: Final = frozenset({Event.WEBHOOK, Event.DUPLICATE, Event.RETRY})
"""The events that are the news of the connection, arriving once more or for the first time."""

RANK: Final = {event: place for place, event in enumerate(Event)}
"""The order in which events that come together are written."""

WORDS: Final = {
    Event.WEBHOOK: "Nango's webhook comes",
    Event.DUPLICATE: "a duplicate of the webhook comes",
    Event.RETRY: "Nango tries the webhook again",
    Event.REPORT: "the frontend says that it is done",
    Event.STATUS: "the owner reads her status",
    Event.ERROR: "Nango will answer the next request about the connection with an error",
}
"""What happens, in words."""

SHORT: Final = {
    Event.WEBHOOK: "webhook",
    Event.DUPLICATE: "duplicate webhook",
    Event.RETRY: "retry",
    Event.REPORT: "frontend says done",
    Event.STATUS: "status read",
    Event.ERROR: "Nango error",
}
"""What an event is called where there is little room."""

JOINS: Final = {
    Timing.AFTER: "then",
    Timing.TOGETHER: "and at the same time",
    Timing.LATE: "and when all is quiet",
}
"""How a sentence goes on to the next event."""
