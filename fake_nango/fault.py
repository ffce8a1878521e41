"""
One fault: what goes wrong, where, for whom and how often, read from how it is asked for.

Where is a method and a path of one of the fake's listeners. What is below `/provider/` is
the provider's, everything else Nango's API, unless the fault says otherwise.
"""

from __future__ import annotations

import asyncio
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from fake_nango.fault_answers import Answer, answer_of

MOST_TIMES = 1_000_000
LONGEST_TEXT = 1000


class FaultError(Exception):
    """A fault cannot be set up as it was asked for."""


class Listener(StrEnum):
    """Whose requests a fault meets."""

    API = "api"
    # The handshake is `GET /`, and what Nango says on an open socket is `MESSAGE /`.
    SOCKET = "socket"
    CONNECT_UI = "connect-ui"
    # Consent page, token endpoint and mail API of the built-in provider.
    PROVIDER = "provider"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What goes wrong, where, for whom and how often."""

    id: str
    name: str
    listener: Listener
    endpoint: str
    person: str | None
    text: str | None
    times: int
    answer: Answer
    released: asyncio.Event = field(compare=False, repr=False)

    def as_json(self, met: int) -> dict[str, Any]:
        """Show the fault with the number of requests it has met."""
        return {
            "id": self.id,
            "name": self.name,
            "listener": self.listener.value,
            "endpoint": self.endpoint,
            "person": self.person,
            "text": self.text,
            "times": self.times,
            "met": met,
            "spent": met >= self.times,
            "answer": self.answer.as_json(),
        }


def fault_of(asked: Mapping[str, Any]) -> Fault:
    """Read a fault as the control API describes it; `FaultError` says what is wrong."""
    name, endpoint = asked.get("name"), asked.get("endpoint")
    person, text, times = asked.get("person"), asked.get("text"), asked.get("times", 1)
    if not isinstance(name, str) or not 0 < len(name) <= LONGEST_TEXT:
        raise FaultError("A fault needs a name that says what goes wrong")
    if not isinstance(endpoint, str) or " /" not in endpoint or len(endpoint) > LONGEST_TEXT:
        raise FaultError("A fault needs an endpoint such as 'POST /connect/sessions' or '* /*'")
    if not (person is None or (isinstance(person, str) and person)):
        raise FaultError("The person of a fault is the id of an end user")
    if not (text is None or (isinstance(text, str) and 0 < len(text) <= LONGEST_TEXT)):
        raise FaultError("The text of a fault stands in the requests that it meets")
    if not isinstance(times, int) or isinstance(times, bool) or not 1 <= times <= MOST_TIMES:
        raise FaultError(f"The times of a fault are a whole number from 1 to {MOST_TIMES}")
    try:
        answer = answer_of(asked.get("answer"))
    except ValueError as error:
        raise FaultError(str(error)) from error
    return Fault(
        id=str(uuid.uuid4()),
        name=name,
        listener=_listener(asked.get("listener"), endpoint),
        endpoint=endpoint,
        person=person,
        text=text,
        times=times,
        answer=answer,
        released=asyncio.Event(),
    )


def place_of(endpoint: str) -> re.Pattern[str]:
    """Return what a method and path must look like; a star stands for anything."""
    # Nango accepts any letter case and a trailing slash, so a fault does too.
    pattern = ".*".join(re.escape(part) for part in re.split(r"\*+", endpoint))
    return re.compile(f"{pattern}/?", re.IGNORECASE)


def _listener(named: Any, endpoint: str) -> Listener:
    if named is None:
        path = endpoint.partition(" ")[2]
        return Listener.PROVIDER if path.lower().startswith("/provider/") else Listener.API
    if not isinstance(named, str) or named not in set(Listener):
        raise FaultError(f"The listener of a fault is one of: {', '.join(Listener)}")
    return Listener(named)
