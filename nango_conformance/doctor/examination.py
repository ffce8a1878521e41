"""One real walk over the exchange, part by part; later parts are not tried after a wrong one."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterator
from typing import Final

from nango_conformance.doctor import connecting, contact, hooks, people, state, syncing
from nango_conformance.doctor.explaining import explained
from nango_conformance.doctor.remark import Part, Remark, Remarks, Standing
from nango_conformance.doctor.silences import silences
from nango_conformance.errors import ConformanceError, TargetUnusable, UsageError
from nango_conformance.stage import Session, Stage
from nango_conformance.target import Target

_PARTS: Final[tuple[tuple[Part, Callable[[Stage], Remarks]], ...]] = (
    (Part.SIGN_IN, people.examined),
    (Part.CONNECT, connecting.examined),
    (Part.WEBHOOK, hooks.examined),
    (Part.STATE, state.examined),
    (Part.SYNC, syncing.examined),
    (Part.STATE, state.examined_again),
)

_FOUNDATIONS: Final = frozenset({Part.SIGN_IN, Part.CONNECT, Part.WEBHOOK})
"""Parts without which nothing that comes after them can be tried."""


def examine(target: Target, *, seed: int, timeout_s: float) -> Remarks:
    """Return what is found out about a target in one walk, without secrets."""
    run_id = f"{int(time.time() * 1000):x}"
    try:
        with Session.open(target, seed=seed, run_id=run_id, timeout_s=timeout_s) as session:
            return tuple(_clean(session, remark) for remark in _examined(session))
    except TargetUnusable as error:
        return (contact.unstarted(error), *_untried(Part.CONTACT))


def _examined(session: Session) -> Iterator[Remark]:
    found = contact.examined(session)
    yield from found
    if any(remark.standing is Standing.UNREACHED for remark in found):
        yield from _untried(Part.CONTACT)
        return
    yield from _staged(session)
    yield from silences(session.target)


def _staged(session: Session) -> Iterator[Remark]:
    """Yield what the walk shows, and what is wrong with setting or clearing the stage for it."""
    session.ledger.open("doctor")
    entered = False
    try:
        with session.stage("doctor") as stage:
            entered = True
            yield from _walked(stage)
    except UsageError:
        raise
    except ConformanceError as error:
        # What keeps a stage from being cleared has been told before, where it was tried.
        standing = Standing.OPEN if entered else Standing.WRONG
        key = ("disconnect",) if entered else ("fixtures", "reset")
        yield Remark(part=Part.SIGN_IN, standing=standing, key=key, says=str(error))


def _walked(stage: Stage) -> Iterator[Remark]:
    for part, examined in _PARTS:
        remarks = _guarded(part, examined, stage)
        yield from remarks
        stopped = part in _FOUNDATIONS and any(remark.stops for remark in remarks)
        if stopped or (part is Part.CONNECT and not _has_token(stage)):
            yield from _untried(part)
            return
        if part is Part.CONNECT:
            state.before(stage)


def _has_token(stage: Stage) -> bool:
    return any(attempt.session is not None for attempt in stage.attempts.values())


def _guarded(part: Part, examined: Callable[[Stage], Remarks], stage: Stage) -> Remarks:
    """Turn what a driver cannot do into a remark."""
    try:
        return examined(stage)
    except UsageError:
        raise
    except ConformanceError as error:
        return (explained(stage, part, error),)


def _untried(after: Part) -> Remarks:
    parts = list(dict.fromkeys(part for part, _ in _PARTS))
    rest = parts if after is Part.CONTACT else parts[parts.index(after) + 1 :]
    says = f"{after} has to work first"
    return tuple(Remark(part=part, standing=Standing.UNTRIED, says=says) for part in rest)


def _clean(session: Session, remark: Remark) -> Remark:
    return dataclasses.replace(
        remark,
        says=session.redact(remark.says),
        seen=tuple(session.redact(line) for line in remark.seen),
        attempt=session.redact(remark.attempt),
    )
