"""
A synchronous client of the control API: one method for each thing a test can ask.

It needs only `urllib3`, reads no proxy settings from its surroundings, gives every
call a time-out, and raises `ControlError` with the server's own words.
"""

from __future__ import annotations

from fake_nango.remote.answers import (
    Attempt,
    Defect,
    Delivery,
    Event,
    Journey,
    Outcome,
    Page,
    Visit,
)
from fake_nango.remote.calls import ControlError
from fake_nango.remote.history import History
from fake_nango.remote.people import People
from fake_nango.remote.standing import Clock, EnvironmentKeys, Fault, Info, Room
from fake_nango.remote.state import State
from fake_nango.remote.trouble import Trouble
from fake_nango.remote.webhooks import Webhooks

__all__ = [
    "Attempt",
    "Clock",
    "Control",
    "ControlError",
    "Defect",
    "Delivery",
    "EnvironmentKeys",
    "Event",
    "Fault",
    "Info",
    "Journey",
    "Outcome",
    "Page",
    "Room",
    "Visit",
]


class Control(State, History, People, Webhooks, Trouble):
    """A fake Nango, driven from outside."""
