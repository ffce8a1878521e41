"""Somebody who starts twice: after giving up, once more, or in two tabs; and what she finishes."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum

from fake_nango.client import Outcome
from nango_conformance.driver.waiting import until
from nango_conformance.errors import ControlFailed, NotApplicable
from nango_conformance.evidence import Account, Note
from nango_conformance.expectations import remains
from nango_conformance.stage import authorising, looking, reporting, starting
from nango_conformance.stage.attempt import Attempt
from nango_conformance.stage.stage import Stage


class Twice(StrEnum):
    """How somebody starts twice."""

    LONG_AGO = "the first time long ago"
    AGAIN = "once more after the first time"
    TABS = "in two tabs at once"


class Finish(StrEnum):
    """Which of somebody's two attempts she authorises, and in which order."""

    LATER = "the later attempt"
    LATER_FIRST = "both attempts, the later one first"
    EARLIER_FIRST = "both attempts, the earlier one first"
    TOGETHER = "both attempts at once"


def start_twice(stage: Stage, who: str, how: Twice) -> None:
    """
    Let somebody start two attempts at one account; the second may be refused.

    What she gave up she left at the provider, and its session has expired since.
    """
    if how is not Twice.LONG_AGO and stage.target.reconcile.model == "mirror":
        raise NotApplicable('[reconcile] model = "mirror": the target shows whatever Nango has')
    if how is Twice.TABS:
        _start_in_tabs(stage, who)
        return
    first = starting.start(stage, who)
    token = first.usable_token()
    if how is Twice.LONG_AGO:
        first.journey = stage.nango.control.depart(token, first.integration.nango_id)
        stage.nango.control.expire_session(token)
    starting.start(stage, who)


def finish(stage: Stage, who: str, which: Finish) -> None:
    """Let somebody agree to her attempts, as far as she has a token for them."""
    earlier, later = _both(stage, who)
    order = {
        # Whoever is refused a second start goes on with the first.
        Finish.LATER: [earlier if later.session is None else later],
        Finish.LATER_FIRST: [later, earlier],
        Finish.EARLIER_FIRST: [earlier, later],
        Finish.TOGETHER: [earlier, later],
    }
    attempts = [one for one in order[which] if one.session is not None]
    if which is Finish.TOGETHER:
        _finish_together(stage, attempts)
        return
    for attempt in attempts:
        _agree(stage, attempt)
        stage.hook = attempt.hook = authorising.delivered(stage, attempt)
        reporting.report(stage, attempt)


def left(stage: Stage, who: str) -> tuple[Note, ...]:
    """Of somebody's two attempts one clean state is left."""
    earlier, later = _both(stage, who)
    notes = remains.may_start_again(
        stage.target.connect, later.exchange, given_up=earlier.journey is not None
    )
    ids = tuple(one.connection_id for one in (earlier, later) if one.connection_id)
    several = stage.target.reconcile.multi_account
    stage.nango.settle()
    reading = until(
        lambda: looking.look_at(stage, who),
        lambda reading: remains.is_clean(reading, ids, several=several),
        later.patience(stage.target.limits.activation_s),
    )
    return notes + remains.clean(reading, ids, several=several)


def _start_in_tabs(stage: Stage, who: str) -> None:
    # She is made and signed in before: two tabs share one sign-in.
    stage.cast.person(who)
    stage.workspace(who, Account.MAIN)
    with ThreadPoolExecutor(max_workers=2) as tabs:
        tasks = [tabs.submit(starting.start, stage, who) for _ in range(2)]
        earlier, later = (task.result() for task in tasks)
    if earlier.session is None:
        # One tab may be refused while the other one is at it.
        earlier, later = later, earlier
    earlier.usable_token()
    stage.earlier[:] = [*(one for one in stage.earlier if one.who != who), earlier]
    stage.attempts[who, Account.MAIN] = later


def _both(stage: Stage, who: str) -> tuple[Attempt, Attempt]:
    before = [one for one in stage.earlier if one.who == who]
    if not before:
        raise ControlFailed(f"{who} has started only once")
    return before[-1], stage.attempt(who)


def _agree(stage: Stage, attempt: Attempt) -> None:
    if attempt.journey is None:
        authorising.approve(stage, attempt)
        return
    stage.nango.make_room()
    outcome: Outcome = stage.nango.control.come_back(attempt.journey)
    if outcome.outcome != "connected":
        raise ControlFailed(f"coming back ended as {outcome.outcome}: {outcome.detail}")
    attempt.connection_id, attempt.location = outcome.connection_id, outcome.location


def _finish_together(stage: Stage, attempts: Sequence[Attempt]) -> None:
    control = stage.nango.control
    rules = [control.hold(session_token=attempt.usable_token()) for attempt in attempts]
    for attempt in attempts:
        _agree(stage, attempt)
    ids = [authorising.held(stage, attempt).id for attempt in attempts]
    for rule in rules:
        control.unhold(rule)
    stage.nango.make_room(len(ids))
    control.release(ids, at_once=True)
    for attempt in attempts:
        stage.hook = attempt.hook = authorising.delivered(stage, attempt)
        reporting.report(stage, attempt)
