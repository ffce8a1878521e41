"""
What happens while something that the backend needs is not there, and is there again afterwards.

Nango's trouble is the fake's; the database's is caused by the command that [faults] declares.
"""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from enum import StrEnum
from typing import Any, Final

from nango_conformance.driver.nango import hook_of
from nango_conformance.errors import ControlFailed, NotApplicable, NotObservable
from nango_conformance.evidence import Account, Hook
from nango_conformance.expectations import webhooks
from nango_conformance.expectations.statuses import is_success
from nango_conformance.stage import authorising, looking, reporting, starting
from nango_conformance.stage.stage import Stage
from nango_conformance.target.guard import forbidden

MANY: Final = 100
"""Requests that a trouble outlasts: a target may repeat what failed."""

SLOW, ENDLESS = 0.25, 1.25
"""What a call takes, in parts of the time after which Nango gives a webhook up: 5 s, and 25 s."""

_READS: Final = ("GET /connection*",)
_SYNCS: Final = ("POST /sync/*", "GET /records*", "* /proxy/*")


class Outage(StrEnum):
    """What is not as it ought to be."""

    DATABASE = "the database takes nothing"
    UNCONFIRMED = "Nango cannot show it"
    SLOW = "syncs are slow"
    ENDLESS = "syncs take longer than Nango waits"
    KILLED = "the backend is about to be killed"


def authorise_while(stage: Stage, who: str, outage: Outage) -> None:
    """
    Let somebody agree and the webhook come once while something is out of order.

    What Nango would repeat it repeats when all is well again.
    """
    check_possible(stage, outage)
    attempt = stage.attempt(who)
    rule = stage.nango.control.hold(session_token=attempt.usable_token())
    authorising.approve(stage, attempt)
    held = authorising.held(stage, attempt)
    stage.nango.control.unhold(rule)
    with during(stage, outage):
        stage.hook = attempt.hook = _once(stage, held)
        if outage is Outage.DATABASE and is_success(stage.hook.status):
            _has_no_effect(stage, who)
    if webhooks.comes_again(stage.hook):
        stage.nango.make_room()
        *_, again = stage.nango.control.repeat(held.id)
        attempt.hook = stage.unthrottled(hook_of(again))
    reporting.report(stage, attempt)


def start_while(stage: Stage, who: str, account: Account, outage: Outage) -> None:
    """Let somebody start while something is out of order; it is well again afterwards."""
    model = stage.target.reconcile.model
    if model != "pending-row":
        raise NotApplicable(f'[reconcile] model = "{model}": nothing is stored at the start')
    if (why := forbidden(stage.target, ["db_down"])) is not None:
        raise NotObservable(why)
    with during(stage, outage):
        attempt = starting.start(stage, who, account)
    attempt.unstored = True
    if attempt.session is not None:
        _is_not_stored(stage, who, account)


def _is_not_stored(stage: Stage, who: str, account: Account) -> None:
    """A target that stored what it was not to be able to store has done nothing wrong."""
    if not stage.probe.available:
        raise NotObservable("no status is declared, so nothing shows whether the start was stored")
    if looking.look_at(stage, who, account).links:
        raise ControlFailed("the start was stored: does the command of [faults] db_down work?")


def _has_no_effect(stage: Stage, who: str) -> None:
    """Whoever says that all is well while nothing can be stored is seen to have stored nothing."""
    if not stage.probe.available:
        raise NotObservable("no status is declared, so nothing shows whether the event was stored")
    if looking.look_at(stage, who).active:
        raise ControlFailed("the event was stored: does the command of [faults] db_down work?")


def check_possible(stage: Stage, outage: Outage) -> None:
    """
    Raise where a trouble cannot be caused.

    It is not observable what a target does in none of them; one that it cannot have, while it
    can have another, does not apply to it.
    """
    target = stage.target
    why = forbidden(target, ["db_down"])
    if outage is Outage.DATABASE and why is not None:
        raise (NotApplicable if target.reconcile.confirm else NotObservable)(why)
    if outage is Outage.UNCONFIRMED and not target.reconcile.confirm:
        raise (NotApplicable if why is None else NotObservable)(
            "[reconcile] confirm = false: the target reads nothing at Nango before it trusts it"
        )
    durable = target.start is not None and target.start.durable
    if outage is Outage.KILLED and (stage.process is None or not durable):
        raise NotApplicable(
            "[target.start] durable = true is not declared, so a target that is killed may forget "
            "what it had stored before"
        )


@contextlib.contextmanager
def during(stage: Stage, outage: Outage) -> Iterator[None]:
    """Keep something out of order for a while."""
    check_possible(stage, outage)
    with _CAUSES[outage](stage):
        yield


def _once(stage: Stage, held: Hook) -> Hook:
    """Let a webhook be sent a single time, and say how long its answer took."""
    with stage.lag.timing() as timed:
        (sent,) = stage.nango.control.release([held.id])
        took_s = sent.attempts[0].ms / 1000 if sent.attempts else 0.0
        stage.timed = dataclasses.replace(timed(), took_s=took_s)
    if sent.state == "pending":
        stage.nango.control.drop(held.id)
    return stage.unthrottled(hook_of(sent))


@contextlib.contextmanager
def _without_database(stage: Stage) -> Iterator[None]:
    if stage.faults is None:
        raise ControlFailed("nobody is there to take the database away")
    stage.faults.begin("db_down")
    try:
        yield
    finally:
        stage.faults.end("db_down")


@contextlib.contextmanager
def _unconfirmed(stage: Stage) -> Iterator[None]:
    failure = {"status": 503, "body": {"error": {"code": "server_error"}}}
    with _troubled(stage, _READS, failure) as faults:
        yield
        met = sum(one.met for one in stage.nango.control.faults() if one.id in faults)
        if not met:
            raise ControlFailed(
                "the target did not read the connection at Nango, so nothing failed: is "
                "[reconcile] confirm right?"
            )


@contextlib.contextmanager
def _killed(stage: Stage) -> Iterator[None]:
    """Let the target answer, and end it then and there: what it has not written down is gone."""
    yield
    if stage.process is not None:
        stage.process.kill()
    stage.ledger.record("harness: the target was killed", "and started again")


def _delayed(stage: Stage, parts: float) -> AbstractContextManager[Any]:
    seconds = parts * stage.target.limits.webhook_s
    return _troubled(stage, _SYNCS, {"delay_ms": round(seconds * 1000)})


@contextlib.contextmanager
def _troubled(
    stage: Stage, endpoints: tuple[str, ...], answer: dict[str, Any]
) -> Iterator[tuple[str, ...]]:
    """Let calls to Nango go wrong; what is delayed goes on when it is over."""
    control = stage.nango.control
    faults = tuple(control.add_fault("trouble", one, answer, times=MANY) for one in endpoints)
    try:
        yield faults
    finally:
        for fault in faults:
            control.clear_faults(fault)


_CAUSES: Final[dict[Outage, Callable[[Stage], AbstractContextManager[Any]]]] = {
    Outage.DATABASE: _without_database,
    Outage.UNCONFIRMED: _unconfirmed,
    Outage.SLOW: lambda stage: _delayed(stage, SLOW),
    Outage.ENDLESS: lambda stage: _delayed(stage, ENDLESS),
    Outage.KILLED: _killed,
}
