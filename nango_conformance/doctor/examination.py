"""One real walk over the exchange, part by part; later parts are not tried after a wrong one."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterator
from typing import Final

from nango_conformance.doctor import connecting, contact, hooks, people, state, syncing
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
)

_FOUNDATIONS: Final = frozenset({Part.SIGN_IN, Part.CONNECT, Part.WEBHOOK})
"""Parts without which nothing that comes after them can be tried."""


def examine(target: Target, *, seed: int, timeout_s: float) -> Remarks:
    """Return what is found out about a target in one walk, without secrets."""
    run_id = f"{int(time.time() * 1000):x}"
    try:
        with Session.open(target, seed=seed, run_id=run_id, timeout_s=timeout_s) as session:
            found = tuple(_examined(session))
            return tuple(_clean(session, remark) for remark in found)
    except TargetUnusable as error:
        return (contact.unstarted(error), *_untried(Part.CONTACT))


def _examined(session: Session) -> Iterator[Remark]:
    found = contact.examined(session)
    yield from found
    if any(remark.standing is Standing.UNREACHED for remark in found):
        yield from _untried(Part.CONTACT)
        return
    session.ledger.open("doctor")
    with session.stage("doctor") as stage:
        for part, examined in _PARTS:
            remarks = _guarded(part, examined, stage)
            yield from remarks
            if part in _FOUNDATIONS and any(remark.stops for remark in remarks):
                yield from _untried(part)
                break
            if part is Part.CONNECT:
                state.before(stage)
    yield from silences(session.target)


def _guarded(part: Part, examined: Callable[[Stage], Remarks], stage: Stage) -> Remarks:
    """Turn what a driver cannot do into a remark, with the driver's own words."""
    try:
        return examined(stage)
    except UsageError:
        raise
    except TargetUnusable as error:
        return (Remark(part=part, standing=Standing.UNREACHED, says=str(error)),)
    except ConformanceError as error:
        return (Remark(part=part, standing=Standing.WRONG, says=str(error)),)


def _untried(after: Part) -> Remarks:
    parts = [part for part, _ in _PARTS]
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
