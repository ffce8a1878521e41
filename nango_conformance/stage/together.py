"""Several people who start at the same moment, and one of them who is kept waiting."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final

from nango_conformance.driver.endpoints import Twist
from nango_conformance.driver.waiting import until
from nango_conformance.errors import ControlFailed
from nango_conformance.evidence import Account, Exchange
from nango_conformance.stage.stage import Stage
from nango_conformance.stage.starting import Calling, prepared
from nango_conformance.stage.troubles import PERSISTENT, SESSIONS

MEETING_S: Final = 10.0
"""How long a target may take to ask Nango for a session."""

_BEYOND: Final = 1.5
"""How much longer than even the load allows an answer is waited for: then there is none."""


def start(stage: Stage, names: Sequence[str]) -> None:
    """Let several people start at once; where Nango is in trouble, it is so for the first."""
    callings = [prepared(stage, who, Account.MAIN) for who in names]
    if stage.troubled:
        _start_in_trouble(stage, *callings)
        return
    mark = stage.nango.mark()
    with ThreadPoolExecutor(len(callings)) as crowd:
        exchanges = list(crowd.map(lambda calling: calling.call(stage), callings))
    for calling, exchange in zip(callings, exchanges, strict=True):
        calling.end(stage, mark, exchange)


def _start_in_trouble(stage: Stage, waiting: Calling, served: Calling) -> None:
    """Let one meet the trouble, and the other start while it lasts and be spared."""
    (trouble,) = stage.nango.control.faults()
    stage.nango.control.clear_faults()
    met = stage.nango.control.add_fault(trouble.name, SESSIONS, trouble.answer)
    limit = stage.target.limits.connect_s
    patience = stage.lag.now.allowance(limit) * _BEYOND / limit
    mark = stage.nango.mark()
    with ThreadPoolExecutor(1) as crowd, stage.lag.timing() as read:
        patient = dataclasses.replace(waiting, twist=Twist(patience=patience))
        call = crowd.submit(patient.call, stage)
        _wait_to_be_met(stage, met, call)
        other = served.call(stage)
        # Who is kept waiting may ask again, and finds Nango no better.
        stage.nango.control.add_fault(trouble.name, SESSIONS, trouble.answer, times=PERSISTENT)
        exchange = call.result()
        timed = read()
    served.end(stage, mark, other)
    attempt = waiting.end(stage, mark, exchange)
    attempt.timed = timed
    if attempt.token in {one.token for one in stage.nango.issued(mark)} - {None}:
        raise ControlFailed("the target asked again, and found Nango well: it was not kept waiting")


def _wait_to_be_met(stage: Stage, fault: str, call: Future[Exchange]) -> None:
    def is_met() -> bool:
        return call.done() or any(
            one.met for one in stage.nango.control.faults() if one.id == fault
        )

    if not until(is_met, bool, MEETING_S):
        raise ControlFailed("the target did not ask Nango, so it was not kept waiting")
