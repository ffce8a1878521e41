"""
Faults by request: named, counted, scoped to an endpoint or a person, never random.

A fault is used up by the requests it meets. While there are none, asking costs one
look at an empty table.
"""

from __future__ import annotations

import asyncio
import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from fake_nango.fault_answers import Answer, Close, Delay, Hang, Reply, answer_of

MAX_FAULTS = 1000
# A handler is not told that its client has gone, so a hang looks now and then.
GONE_CHECK_S = 0.1
# What the journal shows for a request that got no answer at all.
NO_ANSWER = 0

Traces = Callable[[str], Iterable[str]]


class FaultError(Exception):
    """A fault cannot be set up as it was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What goes wrong, where, for whom and how often."""

    id: str
    name: str
    endpoint: str
    person: str | None
    times: int
    answer: Answer
    released: asyncio.Event = field(compare=False, repr=False)

    def as_json(self, met: int) -> dict[str, Any]:
        """Show the fault with the number of requests it has met."""
        return {
            "id": self.id,
            "name": self.name,
            "endpoint": self.endpoint,
            "person": self.person,
            "times": self.times,
            "met": met,
            "answer": self.answer.as_json(),
        }


@dataclass(slots=True)
class _Armed:
    fault: Fault
    place: re.Pattern[str]
    met: int = 0


class Faults:
    """The faults that wait for their requests."""

    def __init__(self, traces_of: Traces | None = None) -> None:
        self._traces_of = traces_of or _no_traces
        self._armed: dict[str, _Armed] = {}
        self._spent: dict[str, Fault] = {}

    def __bool__(self) -> bool:
        return bool(self._armed)

    def follow(self, traces_of: Traces) -> None:
        """Say how a person is known beside the id: by connection ids and session tokens."""
        self._traces_of = traces_of

    def add(self, asked: Mapping[str, Any]) -> Fault:
        """Set up a fault as the control API describes it."""
        if len(self._armed) >= MAX_FAULTS:
            raise FaultError(f"There are {MAX_FAULTS} faults already: clear some")
        fault = _fault_of(asked)
        self._armed[fault.id] = _Armed(fault, _place(fault.endpoint))
        return fault

    def match(self, method: str, path: str, text: str) -> Fault | None:
        """Find and use up the oldest fault that this request meets."""
        if not self._armed:
            return None
        place = f"{method} {path}"
        for armed in self._armed.values():
            if armed.place.fullmatch(place) and self._concerns(armed.fault, f"{path}\n{text}"):
                return self._use(armed)
        return None

    async def play(self, fault: Fault, request: web.BaseRequest) -> web.StreamResponse | None:
        """Do to a request what the fault says; None lets it go on as if nothing were."""
        answer = fault.answer
        if isinstance(answer, Delay):
            await asyncio.sleep(answer.seconds)
            return None
        if isinstance(answer, Reply):
            return answer.response()
        if isinstance(answer, Hang):
            await _hang(fault, request)
        return _cut_off(request)

    def listing(self) -> list[dict[str, Any]]:
        """Show the faults that still wait, oldest first."""
        return [armed.fault.as_json(armed.met) for armed in self._armed.values()]

    def remove(self, fault_id: str) -> bool:
        """Take one fault back and cut off what hangs by it."""
        armed = self._armed.pop(fault_id, None)
        fault = armed.fault if armed else self._spent.get(fault_id)
        if fault is None:
            return False
        self._spent.pop(fault_id, None)
        fault.released.set()
        return True

    def clear(self) -> None:
        """Take every fault back and cut off whatever hangs."""
        for fault_id in [*self._armed, *self._spent]:
            self.remove(fault_id)

    def _concerns(self, fault: Fault, text: str) -> bool:
        if fault.person is None:
            return True
        # An id may be part of a longer one ("u1" in "u10"); it must stand by itself.
        alone = rf"(?<![\w-]){re.escape(fault.person)}(?![\w-])"
        return bool(re.search(alone, text)) or any(
            trace in text for trace in self._traces_of(fault.person)
        )

    def _use(self, armed: _Armed) -> Fault:
        armed.met += 1
        fault = armed.fault
        if armed.met >= fault.times:
            del self._armed[fault.id]
            if isinstance(fault.answer, Hang):
                self._spent[fault.id] = fault
                _bound(self._spent)
        return fault


def _no_traces(_person: str) -> Iterable[str]:
    return ()


def _fault_of(asked: Mapping[str, Any]) -> Fault:
    name, endpoint = asked.get("name"), asked.get("endpoint")
    person, times = asked.get("person"), asked.get("times", 1)
    if not isinstance(name, str) or not name:
        raise FaultError("A fault needs a name that says what goes wrong")
    if not isinstance(endpoint, str) or " /" not in endpoint:
        raise FaultError("A fault needs an endpoint such as 'POST /connect/sessions' or '* /*'")
    if not (person is None or (isinstance(person, str) and person)):
        raise FaultError("The person of a fault is the id of an end user")
    if not isinstance(times, int) or isinstance(times, bool) or times < 1:
        raise FaultError("The times of a fault are a whole number from 1")
    try:
        answer = answer_of(asked.get("answer"))
    except ValueError as error:
        raise FaultError(str(error)) from error
    return Fault(
        id=str(uuid.uuid4()),
        name=name,
        endpoint=endpoint,
        person=person,
        times=times,
        answer=answer,
        released=asyncio.Event(),
    )


def _place(endpoint: str) -> re.Pattern[str]:
    # Nango accepts any letter case and a trailing slash, so a fault does too.
    pattern = ".*".join(re.escape(part) for part in endpoint.split("*"))
    return re.compile(f"{pattern}/?", re.IGNORECASE)


async def _hang(fault: Fault, request: web.BaseRequest) -> None:
    while not fault.released.is_set():
        if request.transport is None or request.transport.is_closing():
            return
        try:
            async with asyncio.timeout(GONE_CHECK_S):
                await fault.released.wait()
        except TimeoutError:
            continue


def _cut_off(request: web.BaseRequest) -> web.Response:
    if isinstance(request.transport, asyncio.Transport):
        request.transport.abort()
    return web.Response(status=NO_ANSWER)


def _bound(spent: dict[str, Fault]) -> None:
    while len(spent) > MAX_FAULTS:
        oldest = next(iter(spent))
        spent.pop(oldest).released.set()


__all__ = ["Close", "Delay", "Fault", "FaultError", "Faults", "Hang", "Reply"]
