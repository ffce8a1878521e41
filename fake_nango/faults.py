"""
Faults by request: named, counted, scoped to an endpoint, a person or a text, never random.

A fault is used up by the requests it meets, and is remembered when it is, until it is
cleared. While none waits, asking costs one look at an empty table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from fake_nango.fault import Fault, FaultError, Listener, fault_of, place_of

MAX_FAULTS = 1000

Traces = Callable[[str], Iterable[str]]


@dataclass(slots=True)
class _Armed:
    fault: Fault
    place: re.Pattern[str]
    met: int = 0

    def as_json(self) -> dict[str, Any]:
        return self.fault.as_json(self.met)


class Faults:
    """The faults that wait for their requests, and those that have met them."""

    def __init__(self, traces_of: Traces | None = None) -> None:
        self._traces_of = traces_of or _no_traces
        self._armed: dict[str, _Armed] = {}
        self._spent: dict[str, _Armed] = {}

    def __bool__(self) -> bool:
        return bool(self._armed)

    def __len__(self) -> int:
        """How many still wait."""
        return len(self._armed)

    def follow(self, traces_of: Traces) -> None:
        """Say how a person is known beside the id: by connection ids and session tokens."""
        self._traces_of = traces_of

    def add(self, asked: Mapping[str, Any]) -> Fault:
        """Set up a fault as the control API describes it."""
        if len(self._armed) >= MAX_FAULTS:
            raise FaultError(f"There are {MAX_FAULTS} faults already: clear some")
        fault = fault_of(asked)
        self._armed[fault.id] = _Armed(fault, place_of(fault.endpoint))
        return fault

    def match(
        self,
        method: str,
        path: str,
        text: str,
        listener: Listener = Listener.API,
        person: str | None = None,
    ) -> Fault | None:
        """
        Find and use up the oldest fault that this request meets.

        `person` is whose the request is known to be; `text` is where else to look for them.
        """
        place = f"{method} {path}"
        for armed in self._armed.values():
            fault = armed.fault
            if fault.listener is not listener or not armed.place.fullmatch(place):
                continue
            if fault.text is not None and fault.text not in f"{path}\n{text}":
                continue
            if fault.person in {None, person} or self._names(fault.person, f"{path}\n{text}"):
                return self._use(armed)
        return None

    def listing(self) -> list[dict[str, Any]]:
        """Show the faults that wait, and then those that are used up, oldest first."""
        return [each.as_json() for each in (*self._armed.values(), *self._spent.values())]

    def remove(self, fault_id: str) -> bool:
        """Take one fault back and cut off what hangs by it."""
        held = self._armed.pop(fault_id, None) or self._spent.pop(fault_id, None)
        if held is None:
            return False
        held.fault.released.set()
        return True

    def clear(self) -> None:
        """Take every fault back and cut off whatever hangs."""
        for fault_id in [*self._armed, *self._spent]:
            self.remove(fault_id)

    def _names(self, person: str | None, text: str) -> bool:
        if person is None:
            return True
        # An id may be part of a longer one ("u1" in "u10"); it must stand by itself.
        alone = rf"(?<![\w-]){re.escape(person)}(?![\w-])"
        return bool(re.search(alone, text)) or any(
            trace in text for trace in self._traces_of(person)
        )

    def _use(self, armed: _Armed) -> Fault:
        armed.met += 1
        fault = armed.fault
        if armed.met >= fault.times:
            del self._armed[fault.id]
            self._spent[fault.id] = armed
            while len(self._spent) > MAX_FAULTS:
                oldest = next(iter(self._spent))
                self._spent.pop(oldest).fault.released.set()
        return fault


def _no_traces(_person: str) -> Iterable[str]:
    return ()


__all__ = ["Fault", "FaultError", "Faults", "Listener"]
