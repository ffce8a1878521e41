"""What people do at Nango and at the provider, and what the browser does after it."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Final

from fake_nango.client import Outcome
from nango_conformance.driver.fake import SPARE
from nango_conformance.driver.nango import hook_of
from nango_conformance.driver.waiting import until
from nango_conformance.errors import ControlFailed, Nonconformance, NotApplicable
from nango_conformance.evidence import Account, Hook, LinkState
from nango_conformance.expectations import endings, links
from nango_conformance.kinds import Kind
from nango_conformance.stage import looking, naming, reporting, starting, syncing
from nango_conformance.stage.attempt import Attempt
from nango_conformance.stage.resting import all_come_to_rest
from nango_conformance.stage.stage import Stage

DELIVERY_S: Final = 60.0
"""How long a webhook's attempts may take: three time-outs of twenty seconds each."""


class Order(StrEnum):
    """In which order two webhooks arrive."""

    SAME = "in the same order"
    REVERSED = "the other way round"
    TOGETHER = "at the same time"


class Manner(StrEnum):
    """What Nango knows of the person who authorises anew."""

    UNNAMED = "without her name"
    NAMED = "with her name"
    AS_GRACE = "in Grace's name"


def connect(stage: Stage, who: str, account: Account) -> None:
    """Let somebody start, authorise and come back: the whole flow."""
    if stage.attempts:
        # What earlier flows still cause must not be taken for this one's doing.
        all_come_to_rest(stage)
    former = stage.attempts.get((who, account))
    attempt = starting.start(stage, who, account)
    comes_back = former is not None and former.ended
    if former is not None and not comes_back and endings.turned_away(attempt.exchange):
        # What cannot be made twice is not replaced either.
        return
    if comes_back and attempt.session is None:
        seen = attempt.exchange.said
        raise Nonconformance(
            "a token for whoever comes back", seen, (attempt.exchange.id,), kind=Kind.START_FAILED
        )
    authorise(stage, who, account)
    if comes_back and stage.probe.available:
        attempt.before = looking.linked(stage, who, account)
        stage.note(links.connected(attempt.before, attempt.connection_id))


def have_connected(stage: Stage, who: str, account: Account) -> None:
    """Let somebody connect, as a state to build on: without an active link it is none."""
    connect(stage, who, account)
    is_made(stage, who, account)


def is_made(stage: Stage, who: str, account: Account) -> None:
    """Look at somebody's new connection; raise ControlFailed where it is not active."""
    attempt = stage.attempt(who, account)
    if not stage.probe.available:
        stage.nango.settle()
        return
    attempt.before = looking.linked(stage, who, account)
    if naming.is_refused(stage, attempt):
        raise NotApplicable(f"{who}'s connection has an id that the target refuses, and cleanly")
    if not links.is_connected(attempt.before, attempt.connection_id or ""):
        raise ControlFailed(f"{who} could not be connected: {attempt.before.told}")


def authorise(stage: Stage, who: str, account: Account) -> None:
    """Let somebody agree at the provider; the webhook comes, and the browser reports back."""
    attempt = stage.attempt(who, account)
    approve(stage, attempt)
    with syncing.endured(stage, attempt):
        stage.hook = attempt.hook = delivered(stage, attempt)
        reporting.report(stage, attempt)


def authorise_both(stage: Stage, first: str, second: str, order: Order) -> None:
    """Let two people agree, and their webhooks arrive in this order, the opposite, or together."""
    attempts = [stage.attempt(first), stage.attempt(second)]
    rules = [stage.nango.control.hold(session_token=a.usable_token()) for a in attempts]
    for attempt in attempts:
        approve(stage, attempt)
    arriving = attempts if order is Order.SAME else attempts[::-1]
    ids = [held(stage, attempt).id for attempt in arriving]
    for rule in rules:
        stage.nango.control.unhold(rule)
    stage.nango.make_room(len(ids))
    stage.nango.control.release(ids, at_once=order is Order.TOGETHER)
    for attempt in attempts:
        attempt.hook = delivered(stage, attempt)
        reporting.report(stage, attempt)


def open_modal(stage: Stage, who: str) -> None:
    """Let somebody's frontend present to Nango what the backend handed out."""
    attempt = stage.attempt(who)
    stage.visit = stage.nango.control.open(attempt.usable_token(), attempt.integration.nango_id)


def abandon(stage: Stage, who: str) -> None:
    """Let somebody go to the provider's page and close it."""
    attempt = stage.attempt(who)
    stage.when = stage.nango.mark()
    stage.nango.control.abandon(attempt.usable_token(), attempt.integration.nango_id)


def refuse(stage: Stage, who: str) -> None:
    """Let somebody say no at the provider, and Nango tell the target of it."""
    attempt = stage.attempt(who)
    stage.when = stage.nango.mark()
    stage.nango.make_room()
    outcome = stage.nango.control.deny(attempt.usable_token(), attempt.integration.nango_id)
    if outcome.outcome != "refused":
        raise ControlFailed(f"the refusal ended as {outcome.outcome}: {outcome.detail}")
    stage.nango.settle()
    failures = [hook for hook in stage.nango.hooks(attempt.mark) if hook.success is False]
    stage.hook = failures[-1] if failures else None


def try_other(stage: Stage, who: str) -> None:
    """Let somebody use her session for an integration that she did not ask for."""
    attempt = stage.attempt(who)
    other = stage.target.other_integration()
    key = other.nango_id if other else SPARE
    stage.outcome = stage.nango.control.approve(attempt.usable_token(), key)


def break_connection(stage: Stage, who: str) -> None:
    """Let a token refresh fail, where the target has a word for what follows."""
    status = stage.target.status
    if status is None or not status.values.get(LinkState.BROKEN.value):
        return
    attempt = stage.attempt(who)
    stage.nango.make_room()
    stage.nango.control.break_connection(attempt.usable_id(), attempt.integration.nango_id)
    stage.nango.settle()


def authorise_anew(stage: Stage, who: str, manner: Manner) -> None:
    """Let Nango authorise somebody's connection anew, and tell the target of the override."""
    attempt = stage.attempt(who)
    mark = stage.nango.mark()
    stage.nango.make_room()
    reauthorise(stage, attempt, manner)
    stage.hook = final(stage, mark, attempt.usable_id(), "override")


def reauthorise(stage: Stage, attempt: Attempt, manner: Manner) -> None:
    """Let a connection get new credentials under its old id."""
    named: dict[str, Any] = {}
    session = (stage.attempt("Grace") if manner is Manner.AS_GRACE else attempt).session
    if manner is not Manner.UNNAMED and session is not None:
        named = {key: session.request.get(key) for key in ("end_user", "tags")}
    key = attempt.integration.nango_id
    _check(stage.nango.control.reauthorise(attempt.usable_id(), key, **named))


def approve(stage: Stage, attempt: Attempt) -> None:
    """Let somebody agree at the provider, and remember the connection that Nango made."""
    token = attempt.usable_token()
    naming.choose(stage, attempt)
    stage.nango.make_room()
    outcome = stage.nango.control.approve(token, attempt.integration.nango_id)
    _check(outcome)
    attempt.connection_id = outcome.connection_id
    attempt.location = outcome.location


def held(stage: Stage, attempt: Attempt) -> Hook:
    """Return the webhook of an attempt that is kept back; raise ControlFailed if none was made."""

    def waiting() -> list[Hook]:
        mine = stage.nango.hooks(attempt.mark, attempt.connection_id)
        return [hook for hook in mine if hook.state == "held" and hook.kind == "auth"]

    if not waiting():
        stage.nango.settle()
    found = waiting()
    if not found:
        raise ControlFailed("Nango made no webhook for the connection")
    return found[0]


def delivered(stage: Stage, attempt: Attempt) -> Hook | None:
    """Return the webhook of an attempt's connection once its fate is known; None if none came."""
    return final(stage, attempt.mark, attempt.usable_id(), "creation")


def _check(outcome: Outcome) -> None:
    if outcome.outcome != "connected":
        raise ControlFailed(f"the authorisation ended as {outcome.outcome}: {outcome.detail}")


def final(stage: Stage, mark: int, connection: str, operation: str) -> Hook | None:
    """Return the webhook of an operation once its fate is known; None when there is none."""

    def made() -> list[Hook]:
        return [h for h in stage.nango.hooks(mark, connection) if h.operation == operation]

    found = made()
    if not found:
        # A webhook is made at once or never: when all is quiet, it does not come any more.
        stage.nango.settle()
        found = made()
    if found and found[0].state == "pending":
        found = until(made, lambda hooks: hooks[0].state != "pending", DELIVERY_S)
    return stage.unthrottled(found[0]) if found else None


def ended(stage: Stage, delivery: str) -> Hook:
    """Return a webhook once Nango has delivered it or given it up."""
    control = stage.nango.control
    sent = until(lambda: control.delivery(delivery), lambda d: d.state != "pending", DELIVERY_S)
    return stage.unthrottled(hook_of(sent))
