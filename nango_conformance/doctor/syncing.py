"""The first sync: whether what the target does with a new connection is what is declared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from nango_conformance.doctor.remark import Part, Remark, Remarks, Standing
from nango_conformance.driver.waiting import until
from nango_conformance.errors import ControlFailed
from nango_conformance.evidence import Call
from nango_conformance.expectations import syncs
from nango_conformance.stage import Stage, jobs
from nango_conformance.target import Sync

PART: Final = Part.SYNC

_MODES: Final = {
    ("POST", "/sync/trigger"): "trigger",
    ("POST", "/sync/start"): "start",
    ("GET", "/records"): "records",
}
"""The mode that a call speaks of; any call of the proxy speaks of `proxy`."""

_NONE: Final = frozenset({"none", "auto"})


def examined(stage: Stage) -> Remarks:
    """Return whether the calls that came for Ada's connection are of the declared kind."""
    sync, attempt = stage.target.sync, stage.attempt("Ada")
    wanted = attempt.connection_id or ""

    def moving() -> tuple[Call, ...]:
        return syncs.moving(stage.nango.calls(attempt.mark))

    if sync.only_for and attempt.integration.key not in sync.only_for:
        says = f"[sync] only_for does not name {attempt.integration.key}"
        return (Remark(part=PART, standing=Standing.UNSEEN, says=says),)
    if sync.mode == "job":
        return (_queued(stage),)
    stage.nango.settle()
    if sync.mode not in _NONE:
        until(moving, lambda calls: bool(_of(calls, wanted)), stage.target.limits.sync_s)
        stage.nango.settle()
    return (judged(sync, moving(), wanted),)


def _queued(stage: Stage) -> Remark:
    try:
        count = jobs.awaited(stage, "Ada")
    except ControlFailed as error:
        key = ("sync", "probe")
        return Remark(part=PART, standing=Standing.WRONG, key=key, says=str(error))
    if count:
        says = f"probe counts {count} for the new connection"
        return Remark(part=PART, standing=Standing.WORKS, says=says)
    return Remark(
        part=PART,
        standing=Standing.OPEN,
        key=("sync", "probe"),
        says="probe counts no job of the new connection",
        attempt="correct the query; :connection is Nango's id of it, :row the target's own",
    )


def _of(calls: Sequence[Call], wanted: str) -> tuple[Call, ...]:
    return tuple(call for call in calls if call.names == wanted)


def judged(sync: Sync, moving: Sequence[Call], wanted: str) -> Remark:
    """Return how the declared mode stands to the calls that moved data, this connection's above."""
    calls = _of(moving, wanted)
    if syncs.has_started(sync, calls, wanted):
        says = f'mode = "{sync.mode}": {syncs.starts(sync, calls)[0].told}'
        return Remark(part=PART, standing=Standing.WORKS, says=says)
    if refused := syncs.starts(sync, calls):
        return _refused(refused[-1])
    if strays := syncs.starts(sync, moving):
        says = f"the first sync is not of the new connection: {strays[0].told}"
        return Remark(part=PART, standing=Standing.OPEN, says=says)
    if calls and not _may_be_nothing(sync, calls[0]):
        return _otherwise(sync, calls)
    if sync.mode in _NONE:
        says = f'mode = "{sync.mode}": the target begins no sync itself, so none is judged'
        return Remark(part=PART, standing=Standing.UNSEEN, says=says)
    return Remark(
        part=PART,
        standing=Standing.OPEN,
        key=("sync", "mode"),
        says=f'mode = "{sync.mode}", and no call moved the data of the new connection',
        attempt='mode = "none", if the target has no first sync; a longer [limits] sync_s, '
        "if it comes late",
    )


def _may_be_nothing(sync: Sync, call: Call) -> bool:
    """Say whether a read is no first sync: where Nango begins by itself, or nobody does."""
    return sync.mode in _NONE and call.method == "GET"


def _refused(call: Call) -> Remark:
    named = call.body.get("syncs") if isinstance(call.body, Mapping) else None
    return Remark(
        part=PART,
        standing=Standing.WRONG if named else Standing.OPEN,
        key=("integration", 0, "syncs") if named else (),
        says=f"Nango refused the first sync: {call.told}, syncs {named}",
        attempt="name them in syncs of the [[integration]]" if named else "see what Nango wants",
    )


def _otherwise(sync: Sync, calls: Sequence[Call]) -> Remark:
    call = calls[0]
    mode = _MODES.get((call.method, call.path.rstrip("/")), "proxy")
    match = f', match = ["{call.method} {call.path}*"]' if mode == "proxy" else ""
    key = "match" if sync.mode == mode == "proxy" else "mode"
    return Remark(
        part=PART,
        standing=Standing.WRONG,
        key=("sync", key),
        says=f'mode = "{sync.mode}", and the target asked: {"; ".join(c.told for c in calls[:3])}',
        attempt=f'mode = "{mode}"{match}',
    )
