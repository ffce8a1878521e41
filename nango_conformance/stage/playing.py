"""
A company plays: event by event, and in the end everybody is looked at.

Each attempt of a webhook is one sending of the held delivery's bytes and headers, so that the
schedule alone says whether Nango tries again: by its own policy, which repeats a 5xx and a lost
answer, and never a 4xx (Nango 0.71.4, webhooks: delivery and retries).
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Final

from nango_conformance.driver.waiting import until
from nango_conformance.errors import NotObservable
from nango_conformance.evidence import Call, Reading
from nango_conformance.expectations import orders, syncs
from nango_conformance.expectations.played import Happened, Played
from nango_conformance.schedules import ARRIVALS, LONGEST, Event, Move
from nango_conformance.schedules.schedule import groups
from nango_conformance.stage import reporting
from nango_conformance.stage.company import Part, each
from nango_conformance.stage.stage import Stage

Follow = Callable[[], tuple[Call, ...]]

SOON_S: Final = 1.5
"""How long first syncs are waited for before anybody asks why one does not come."""

AFTER_ERROR_S: Final = 2.0
"""How long a first sync that met a Nango error is waited for: to begin it again is no duty."""

ECHO_S: Final = 0.7
"""Longer than the first wait of who tries again what Nango refused (half a second, commonly)."""

ERROR: Final = {
    "status": 503,
    "body": {"error": {"code": "service_unavailable", "message": "Nango is in trouble"}},
}
"""What Nango answers while it is in trouble."""

FINAL: Final = range(300, 500)
"""Answers to a webhook that Nango does not repeat."""


def play(stage: Stage, parts: Sequence[Part], hands: Executor) -> dict[str, Played]:
    """Play every part to its end; return by connection what came of those that can be judged."""
    follow = stage.nango.following(stage.mark)
    _events(stage, parts, hands, follow)
    stage.nango.settle()
    playing = [part for part in parts if part.goes_on]
    _wait(stage, playing, follow)
    stage.nango.settle(patience=_patience(stage, follow))
    # Whoever is waited for, all are waited for at the same time.
    ends = time.monotonic() + stage.target.limits.activation_s
    each(hands, lambda part: _look(stage, part, ends), playing)
    calls = follow()
    return {part.connection_id: _played(stage, part, calls) for part in playing if part.goes_on}


def leave(stage: Stage, parts: Sequence[Part]) -> None:
    """Lose what is still held, and let people who stay be as they were."""
    for rule in stage.nango.control.holds():
        stage.nango.control.unhold(rule["rule"])
    stage.nango.control.drop_all(everything=True)
    if stage.target.makes_people:
        return
    for part in parts:
        for link in part.final.active if part.final is not None else ():
            stage.disconnect(part.somebody(), part.values, link)


def _events(stage: Stage, parts: Sequence[Part], hands: Executor, follow: Follow) -> None:
    bursts = {id(part): list(part.schedule.bursts()) for part in parts}
    for place in range(LONGEST + 1):
        now = [part for part in parts if part.goes_on and len(bursts[id(part)]) > place]
        if not now:
            return
        if place:
            stage.nango.settle()
        # The fake's journal holds so much and no more: what is read is safe.
        follow()
        each(hands, lambda part: _burst(stage, part, bursts[id(part)][place]), now)  # noqa: B023 - used up before the next


def _burst(stage: Stage, part: Part, moves: tuple[Move, ...]) -> None:
    for group in groups(moves):
        if len(group) == 1:
            part.happened.append(_act(stage, part, group[0]))
            continue
        with ThreadPoolExecutor(len(group)) as together:
            part.happened.extend(together.map(lambda move: _act(stage, part, move), group))


def _act(stage: Stage, part: Part, move: Move) -> Happened:
    if move.event in ARRIVALS:
        return _arrives(stage, part, move)
    if move.event is Event.ERROR:
        stage.nango.control.add_fault(part.error, "* /*", ERROR, person=part.scope)
        return Happened(move=move)
    if move.event is Event.REPORT:
        route, values = reporting.wanted(stage), part.values
        told = stage.endpoints.call(route, values, person=part.somebody())
        return Happened(move=move, status=told.status, error=told.error)
    return _reads(stage, part, move)


def _arrives(stage: Stage, part: Part, move: Move) -> Happened:
    last = next((one for one in reversed(part.happened) if one.is_news), None)
    if move.event is Event.RETRY and last is not None and last.status in FINAL:
        return Happened(move=move, why_not=f"Nango takes a {last.status} as final")
    stage.nango.make_room()
    *_, sent = stage.nango.control.repeat(part.delivery)
    answer = sent.attempts[-1]
    return Happened(move=move, status=answer.status, error=answer.error)


def _reads(stage: Stage, part: Part, move: Move) -> Happened:
    person = part.somebody()
    exchange = stage.probe.look(person, part.values)
    reading = None
    if exchange.status is not None and exchange.status < 500:  # noqa: PLR2004 - a class of statuses
        shown = stage.probe.shown_in(exchange, person, part.values)
        reading = _own(stage, part, shown)
    return Happened(move=move, status=exchange.status, error=exchange.error, reading=reading)


def _wait(stage: Stage, parts: Sequence[Part], follow: Follow) -> None:
    """Wait for what the target still has to do: nobody is judged before her time is over."""
    owed = [part for part in parts if orders.is_owed(_so_far(part), stage.target)]
    if not owed or stage.target.sync.mode in {"none", "auto", "job"}:
        return
    missing = until(lambda: _unsynced(stage, owed, follow), lambda left: not left, SOON_S)
    limits = stage.target.limits
    ends = time.monotonic() + limits.activation_s
    asked = [part for part in missing if _becomes_active(stage, part, ends)]
    met = {call.fault for call in follow()}
    waiting = [part for part in asked if part.error not in met]
    limit = limits.sync_s if waiting else min(AFTER_ERROR_S, limits.sync_s)
    until(lambda: _unsynced(stage, waiting or asked, follow), lambda left: not left, limit)


def _patience(stage: Stage, follow: Follow) -> int:
    """Where a first sync met the Nango error, what begins it twice does so a while later."""
    begun = syncs.starts(stage.target.sync, follow())
    if all(call.fault is None for call in begun):
        return 1
    return max(1, round(ECHO_S / stage.target.limits.quiet_s))


def _unsynced(stage: Stage, parts: Sequence[Part], follow: Follow) -> list[Part]:
    begun = syncs.starts(stage.target.sync, follow())
    done = {call.names for call in begun if call.fault is None}
    return [part for part in parts if part.connection_id not in done]


def _becomes_active(stage: Stage, part: Part, ends: float) -> bool:
    if not stage.probe.available:
        return True
    person, wanted = part.somebody(), part.connection_id
    found = until(
        lambda: stage.read(person, part.values),
        lambda reading: any(link.connection_id == wanted for link in reading.active),
        ends - time.monotonic(),
    )
    return any(link.connection_id == wanted for link in found.active)


def _look(stage: Stage, part: Part, ends: float) -> None:
    """Look at the links; who is owed one and has none gets the time that the target may take."""
    if not stage.probe.available:
        return
    owed = orders.is_owed(_so_far(part), stage.target)
    part.final = until(
        lambda: _own(stage, part, stage.read(part.somebody(), part.values)),
        lambda reading: not owed or bool(reading.active),
        ends - time.monotonic(),
    )


def _own(stage: Stage, part: Part, reading: Reading) -> Reading:
    """Leave out what the person brought along, and what belongs to other parts of hers."""
    others = part.others | stage.past
    kept = tuple(link for link in reading.links if link.connection_id not in others)
    return dataclasses.replace(reading, links=kept)


def _so_far(part: Part) -> Played:
    return Played(
        schedule=part.schedule,
        connection_id=part.connection_id,
        integration=part.values["integration.nango_id"],
        happened=tuple(part.happened),
        final=part.final,
    )


def _played(stage: Stage, part: Part, calls: Sequence[Call]) -> Played:
    mine = tuple(c for c in calls if c.names == part.connection_id or c.fault == part.error)
    return dataclasses.replace(_so_far(part), calls=mine, jobs=_jobs(stage, part))


def _jobs(stage: Stage, part: Part) -> int | None:
    query = stage.target.sync.probe
    if stage.target.sync.mode != "job" or query is None:
        return None
    values = {**part.somebody().values(), **part.values}
    try:
        return stage.probe.count(query, values)
    except NotObservable:
        return None
