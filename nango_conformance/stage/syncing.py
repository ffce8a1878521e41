"""
A first sync that Nango does not answer, or answers with a failure: what becomes of the connection.

While Nango is silent the target waits, and what it has stored by then can be seen. It is silent
no longer than it takes to judge, and no longer than it waits for a webhook's answer itself. Then
it fails, so that a target whose call was cut off finds no comfort in trying again; and then it is
well.
"""

from __future__ import annotations

import contextlib
import dataclasses
import time
from collections.abc import Iterator, Mapping
from typing import Final

from nango_conformance.driver.waiting import until
from nango_conformance.errors import ControlFailed, NotApplicable, NotObservable
from nango_conformance.evidence import Hook, Note, Reading
from nango_conformance.expectations import links, syncs
from nango_conformance.stage import looking
from nango_conformance.stage.attempt import Attempt
from nango_conformance.stage.stage import Stage

WEBHOOK_S: Final = 20.0
"""How long Nango waits for the answer to a webhook (Nango 0.71.4, webhooks)."""

TIMES: Final = 1000
"""How often the trouble is met at most: oftener than any target tries while it is judged."""

SILENCE: Final = {"hang": True}
FAILURE: Final = {
    "status": 500,
    "body": {"error": {"code": "server_error", "message": "Failed to run the sync"}},
}


@dataclasses.dataclass(slots=True, kw_only=True)
class Unwell:
    """
    Trouble that Nango has with the first sync, by the ids of its faults.

    `held` are the links as they were while the target waited for an answer, `failed` as they
    were when it had got a failure, `met` whether it asked at all.
    """

    silent: bool
    endpoints: tuple[str, ...]
    faults: list[str] = dataclasses.field(default_factory=list)
    held: Reading | None = None
    failed: Reading | None = None
    met: bool = False


def fall_silent(stage: Stage) -> None:
    """Let Nango give no answer to the first sync."""
    stage.unwell = Unwell(silent=True, endpoints=_endpoints(stage))
    _arm(stage, stage.unwell, "Nango is silent about the sync", SILENCE)


def fail(stage: Stage) -> None:
    """Let Nango answer the first sync, and what is tried again, with a failure."""
    stage.unwell = Unwell(silent=False, endpoints=_endpoints(stage))
    _arm(stage, stage.unwell, "Nango cannot run the sync", FAILURE)


@contextlib.contextmanager
def endured(stage: Stage, attempt: Attempt) -> Iterator[None]:
    """Watch the trouble while a flow ends, and let Nango be well again after it."""
    unwell = stage.unwell
    if unwell is None:
        yield
        return
    if unwell.silent:
        _wait_in_silence(stage, attempt, unwell)
    yield
    _recover(stage, attempt, unwell)


def stays_active(stage: Stage, who: str) -> tuple[Note, ...]:
    """The link became active in time and did not fall back, whatever its first sync came to."""
    readings, took = looking.activation(stage, who)
    unwell = stage.unwell
    if unwell is not None:
        if not unwell.met or unwell.failed is None:
            raise ControlFailed("no first sync was seen, so none has failed")
        readings = (unwell.failed, *readings)
    return links.stays_active(readings, took, stage.target.limits.activation_s)


def stored_before(stage: Stage, who: str, unwell: Unwell) -> tuple[Note, ...]:
    """The connection is stored while Nango has not answered the first sync yet."""
    if not stage.probe.available:
        raise NotObservable(
            "neither [status.http] nor [status.sql] is declared: nothing shows what is stored"
        )
    if unwell.held is None and stage.target.finalise is not None:
        raise NotObservable(
            "the first sync begins when the browser reports, and the report was not answered yet: "
            "it is [finalise] that starts it"
        )
    if unwell.held is None:
        raise ControlFailed("no first sync was seen, so nothing shows what was stored before it")
    return links.connected(unwell.held, stage.attempt(who).connection_id)


def _endpoints(stage: Stage) -> tuple[str, ...]:
    """Return where a first sync asks Nango, by what the target declares."""
    target = stage.target
    sync = target.sync
    # That the seed's flow has a first sync is what NAF-10.1 says, once.
    syncs.applicable(sync, target.main_integration().key, "generic")
    if sync.mode == "job":
        raise NotObservable(
            '[sync] mode = "job": jobs are counted, and what they ask of Nango is not known'
        )
    if sync.mode == "proxy" and target.reconcile.confirm:
        raise NotApplicable(
            "[reconcile] confirm = true: what it pulls first may be how it confirms a connection"
        )
    return syncs.endpoints(sync)


def _arm(stage: Stage, unwell: Unwell, name: str, answer: Mapping[str, object]) -> None:
    control = stage.nango.control
    unwell.faults.extend(
        control.add_fault(name, endpoint, answer, times=TIMES) for endpoint in unwell.endpoints
    )


def _wait_in_silence(stage: Stage, attempt: Attempt, unwell: Unwell) -> None:
    limits = stage.target.limits
    if stage.target.finalise is None:
        _await_sync(stage, attempt, unwell)
    if unwell.met and stage.probe.available:
        # A copy that is read may lag behind what is stored, but never for long.
        unwell.held = until(
            lambda: looking.look_at(stage, attempt.who),
            lambda reading: links.is_connected(reading, attempt.connection_id or ""),
            limits.quiet_s,
        )
    patience = time.monotonic() + limits.activation_s
    until(lambda: _is_judged(stage, attempt, patience), bool, WEBHOOK_S)
    silent = list(unwell.faults)
    _arm(stage, unwell, "Nango cannot run the sync", FAILURE)
    for fault in silent:
        stage.nango.control.clear_faults(fault)


def _await_sync(stage: Stage, attempt: Attempt, unwell: Unwell) -> None:
    """Wait for the first call to meet the trouble, as long as there is hope of one."""

    def over() -> bool:
        unwell.met = unwell.met or _is_met(stage, unwell)
        return unwell.met or any(hook.state == "failed" for hook in _hooks(stage, attempt))

    until(over, bool, stage.target.limits.sync_s)


def _recover(stage: Stage, attempt: Attempt, unwell: Unwell) -> None:
    _await_sync(stage, attempt, unwell)
    # A target that tries again and again without a pause never lets anything come to rest.
    with contextlib.suppress(ControlFailed):
        stage.nango.settle()
    if stage.probe.available:
        unwell.failed = looking.activated(stage, attempt.who)
    for fault in unwell.faults:
        stage.nango.control.clear_faults(fault)


def _is_judged(stage: Stage, attempt: Attempt, patience: float) -> bool:
    """Say whether the webhook is answered, or the link has had its time and is not active."""
    if any(hook.state != "pending" for hook in _hooks(stage, attempt)):
        return True
    if time.monotonic() < patience or not stage.probe.available:
        return False
    return not links.is_active(looking.look_at(stage, attempt.who))


def _is_met(stage: Stage, unwell: Unwell) -> bool:
    return any(one.met for one in stage.nango.control.faults() if one.id in unwell.faults)


def _hooks(stage: Stage, attempt: Attempt) -> tuple[Hook, ...]:
    found = stage.nango.hooks(attempt.mark, attempt.connection_id)
    return tuple(hook for hook in found if hook.operation == "creation")
