"""
Steps of the flow, seen in the journal of the fake, in the readings of a probe and in a start.

A step that a scenario did not come to has no sight, and nothing is guessed.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from fake_nango.client import Event
from nango_conformance.evidence import Exchange, Reading, Sight

_PATHS: Final[Mapping[tuple[str, bool], str]] = {
    ("/connect/sessions", False): "02",
    ("/oauth/connect", True): "03",
    ("/oauth/callback", True): "05",
    ("/sync/trigger", False): "10",
}
"""The item that a call of Nango's API is a step of: by its path, and whether a person made it."""


def started(exchange: Exchange) -> Sight:
    """Return the sight of a start that has just been answered."""
    path = "/" + exchange.url.partition("://")[2].partition("/")[2].partition("?")[0]
    return Sight(
        item="01",
        at=time.time() - exchange.ms / 1000,
        ms=exchange.ms,
        what=f"{exchange.method} {path} → {exchange.status or exchange.error}",
    )


def shown(reading: Reading) -> Iterator[Sight]:
    """Yield what has just been read of links that are active, and of their connection ids."""
    now = time.time()
    if reading.active:
        yield Sight(item="08", at=now, what=f"shown as {reading.active[0].said or 'present'}")
    for link in reading.active:
        if link.connection_id is not None:
            yield Sight(item="09", at=now, what=f"shown with the id {link.connection_id}")


def passed(events: Iterable[Event]) -> Iterator[Sight]:
    """Yield the steps that a stretch of the journal tells of, in its order."""
    for event in events:
        if event.kind in _KINDS:
            yield from _KINDS[event.kind](event.data, _ended(event))


def began(event: Event) -> float:
    """Return when something began that the journal tells of, in seconds of the Unix epoch."""
    return _ended(event) - float(event.data.get("ms") or 0.0) / 1000


def _ended(event: Event) -> float:
    return datetime.datetime.fromisoformat(event.at).timestamp()


def _api(data: Mapping[str, Any], ended: float) -> Iterator[Sight]:
    path, played = str(data["path"]), bool(data.get("played"))
    known = (
        item
        for (start, by_person), item in _PATHS.items()
        if by_person is played and (path == start or path.startswith(f"{start}/"))
    )
    item = next(known, None)
    if item is not None:
        took = float(data.get("ms") or 0.0)
        what = f"{data['method']} {path} → {data['status']}"
        yield Sight(item=item, at=ended - took / 1000, ms=took, what=what)


def _provider(data: Mapping[str, Any], ended: float) -> Iterator[Sight]:
    if data.get("endpoint") == "decision":
        yield Sight(item="04", at=ended, what=f"{data['method']} {data['path']} → {data['status']}")


def _delivery(data: Mapping[str, Any], ended: float) -> Iterator[Sight]:
    event = data.get("event") or {}
    if (event.get("type"), event.get("operation")) != ("auth", "creation"):
        return
    took = float(data.get("ms") or 0.0)
    forged = f" ({data['defect']})" if data.get("defect") else ""
    what = f"webhook{forged}, attempt {data['attempt']}"
    yield Sight(item="06", at=ended - took / 1000, what=what)
    said = data["status"] or data["error"]
    yield Sight(item="07", at=ended, ms=took, what=f"answered {said}")


_KINDS: Final[Mapping[str, Callable[[Mapping[str, Any], float], Iterator[Sight]]]] = {
    "api": _api,
    "provider": _provider,
    "delivery": _delivery,
}
