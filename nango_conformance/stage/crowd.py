"""Fifty people who connect in the same minute, and whose webhooks come in no order."""

from __future__ import annotations

import random
from collections.abc import Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Final

from fake_nango.client import Delivery
from nango_conformance.driver.waiting import until
from nango_conformance.errors import ControlFailed, NotApplicable
from nango_conformance.evidence import Account, Note
from nango_conformance.expectations import crowds
from nango_conformance.stage import reporting
from nango_conformance.stage.attempt import Attempt
from nango_conformance.stage.authorising import DELIVERY_S
from nango_conformance.stage.stage import Stage
from nango_conformance.stage.starting import prepared

PEOPLE: Final = 50
"""How many come (catalogue, NAF-20.2)."""

HANDS: Final = 25
"""How many act at the same moment: enough to be in each other's way."""


def connect(stage: Stage) -> None:
    """Let everybody start, then everybody authorise, then all webhooks come."""
    if not stage.target.makes_people:
        raise NotApplicable("[fixtures] create_actor is not declared, so there are no fifty people")
    with ThreadPoolExecutor(HANDS) as hands:
        _start(stage, hands)
        came = [one for one in stage.attempts.values() if one.session is not None]
        rule = stage.nango.control.hold(everything=True)
        try:
            list(hands.map(lambda attempt: _approve(stage, attempt), came))
        finally:
            stage.nango.control.unhold(rule)
        _deliver(stage)
        list(hands.map(lambda attempt: reporting.report(stage, attempt), came))


def unbroken(stage: Stage, who: str) -> tuple[Note, ...]:
    """Nobody was met with a failure, at the start or when her webhook came; both are timed."""
    del who
    starts = [attempt.exchange for attempt in stage.attempts.values()]
    webhooks = [(one.id, one.attempts) for one in _made(stage)]
    return crowds.unbroken(starts, webhooks, stage.target.connect)


def _start(stage: Stage, hands: Executor) -> None:
    names = [f"Guest{number}" for number in range(1, PEOPLE + 1)]
    callings = list(hands.map(lambda who: prepared(stage, who, Account.MAIN), names))
    stage.when = stage.nango.mark()
    exchanges = list(hands.map(lambda calling: calling.call(stage), callings))
    issued = {one.token: one for one in stage.nango.issued(stage.when)}
    links = {one.link: one for one in issued.values()}
    for calling, exchange in zip(callings, exchanges, strict=True):
        attempt = calling.end(stage, stage.when, exchange, ())
        mine = issued.get(str(attempt.token)) or links.get(str(attempt.link))
        attempt.issued = (mine,) if mine else ()


def _approve(stage: Stage, attempt: Attempt) -> None:
    token = attempt.usable_token()
    outcome = stage.nango.control.approve(token, attempt.integration.nango_id)
    if outcome.connection_id is None:
        raise ControlFailed(f"the authorisation ended as {outcome.outcome}: {outcome.detail}")
    attempt.connection_id = outcome.connection_id


def _deliver(stage: Stage) -> None:
    """Let the webhooks come in no order, as many at once as the target declares to take."""
    ids = [delivery.id for delivery in _made(stage)]
    random.Random(len(ids)).shuffle(ids)  # noqa: S311 - an order, not a secret
    most = min(len(ids), stage.target.limits.webhook_per_minute) or 1
    for first in range(0, len(ids), most):
        some = ids[first : first + most]
        stage.nango.make_room(len(some))
        stage.nango.control.release(some, at_once=True)
    until(lambda: _made(stage), _are_through, DELIVERY_S)


def _made(stage: Stage) -> Sequence[Delivery]:
    """Return the news of the connections that were made."""
    made = stage.nango.control.deliveries(since=stage.when)
    return [one for one in made if one.event.get("operation") == "creation"]


def _are_through(made: Sequence[Delivery]) -> bool:
    return all(one.state not in {"held", "pending"} for one in made)
