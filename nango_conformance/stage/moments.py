"""Webhooks of one connection that come early, late, after others, or many at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Final

from nango_conformance.driver.nango import hook_of
from nango_conformance.evidence import Hook, Note
from nango_conformance.expectations import webhooks
from nango_conformance.stage import authorising, recovering, reporting
from nango_conformance.stage.attempt import Attempt
from nango_conformance.stage.authorising import Manner, Order
from nango_conformance.stage.stage import Stage


class Moment(StrEnum):
    """When the webhook comes, or how often."""

    BEFORE = "before the browser is back"
    AFTER = "long after the browser is back"
    REPORTED = "after the browser reported back"
    CLAIMED = "after Mallory reported it"
    OVERTAKEN = "after the news of a sync"
    TWICE = "twice at once"
    THRICE = "three times at once"
    FIVE_TIMES = "five times at once"
    EIGHT_TIMES = "eight times at once"
    PAIRED = "together with an override"
    NEVER = "not at all"


def authorise_when(stage: Stage, who: str, moment: Moment) -> None:
    """Let somebody agree, and the webhook come at another moment than usual."""
    if moment is Moment.CLAIMED:
        stage.needs_sign_in()
    if moment in {Moment.REPORTED, Moment.CLAIMED}:
        reporting.wanted(stage)
    if moment is Moment.NEVER:
        recovering.wanted(stage)
    attempt = stage.attempt(who)
    rule = stage.nango.control.hold(session_token=attempt.usable_token())
    authorising.approve(stage, attempt)
    stage.nango.control.unhold(rule)
    if moment is Moment.PAIRED:
        _reauthorise_in_silence(stage, attempt)
    held = authorising.held(stage, attempt)
    _ARRIVALS.get(moment, _late)(stage, attempt, held, moment)
    if _reports_last(stage, moment):
        reporting.report(stage, attempt)


def authorise_twice(stage: Stage, who: str, order: Order) -> None:
    """Let somebody agree twice in one session, and both webhooks arrive in this order."""
    attempt = stage.attempt(who)
    rule = stage.nango.control.hold(session_token=attempt.usable_token())
    held = []
    for _ in range(2):
        attempt.rival = attempt.connection_id
        authorising.approve(stage, attempt)
        held.append(authorising.held(stage, attempt))
    stage.nango.control.unhold(rule)
    arriving = held[::-1] if order is Order.REVERSED else held
    stage.nango.make_room(len(held))
    stage.nango.control.release([one.id for one in arriving], at_once=order is Order.TOGETHER)
    for one in arriving:
        attempt.hook = authorising.final(stage, attempt.mark, one.connection or "", "creation")
        _reported(stage, attempt, one.connection)


def _reported(stage: Stage, attempt: Attempt, connection: str | None) -> None:
    """Let the browser report one of several connections, as it would report its own."""
    latest = attempt.connection_id
    attempt.connection_id = connection
    reporting.report(stage, attempt)
    attempt.connection_id = latest


def _late(stage: Stage, attempt: Attempt, held: Hook, moment: Moment) -> None:
    if moment is Moment.REPORTED:
        reporting.report(stage, attempt)
    if moment is Moment.CLAIMED:
        reporting.claim_early(stage, "Mallory", attempt)
    if moment is not Moment.BEFORE:
        stage.nango.settle()
    stage.nango.control.release([held.id])
    stage.hook = attempt.hook = authorising.delivered(stage, attempt)


def _overtaken(stage: Stage, attempt: Attempt, held: Hook, _: Moment) -> None:
    """Let the news of a sync come first, by Nango's schedule of repeats."""
    stage.nango.make_room(2)
    key, id_ = attempt.integration.nango_id, attempt.usable_id()
    early = stage.nango.control.emit("sync success", integration=key, connection_id=id_, retry=True)
    stage.nango.control.release([held.id])
    attempt.hook = authorising.delivered(stage, attempt)
    stage.hook = authorising.ended(stage, early.id)


def _at_once(stage: Stage, attempt: Attempt, held: Hook, moment: Moment) -> None:
    """Let copies of the webhook arrive at the same time; Nango repeats it if one fails."""
    copies = _COPIES[moment]
    stage.nango.make_room(copies)
    sent = stage.nango.control.repeat(held.id, times=copies, at_once=True)
    hooks = [stage.unthrottled(hook_of(one)) for one in sent]
    if any(webhooks.comes_again(hook) for hook in hooks):
        stage.nango.control.release([held.id])
        attempt.hook = authorising.delivered(stage, attempt)
    else:
        stage.nango.control.drop(held.id)
        attempt.hook = hooks[0]
    stage.hook = _unanswered(hooks) or attempt.hook
    if moment is Moment.EIGHT_TIMES:
        text = f"no race was seen among {sum(_COPIES.values())} webhooks that came together; that "
        stage.note((Note(level="MAY", text=text + "there is none cannot be proven"),))


def _paired(stage: Stage, attempt: Attempt, held: Hook, _: Moment) -> None:
    """Let both events of Nango's flow for GitHub Apps arrive at the same time."""
    made = stage.nango.hooks(attempt.mark, attempt.connection_id)
    override = next(hook for hook in made if hook.operation == "override")
    stage.nango.make_room(2)
    stage.nango.control.release([held.id, override.id], at_once=True)
    attempt.hook = authorising.delivered(stage, attempt)
    stage.hook = authorising.ended(stage, override.id)


def _reauthorise_in_silence(stage: Stage, attempt: Attempt) -> None:
    """Let a connection be authorised anew, and keep the news of it back."""
    rule = stage.nango.control.hold(connection=attempt.usable_id())
    authorising.reauthorise(stage, attempt, Manner.NAMED)
    stage.nango.control.unhold(rule)


def _never(stage: Stage, attempt: Attempt, held: Hook, _: Moment) -> None:
    """Lose the webhook, and let the target make up for it as it says it does."""
    stage.nango.control.drop(held.id)
    recovering.recover(stage, attempt)


def _unanswered(hooks: Sequence[Hook]) -> Hook | None:
    return next((hook for hook in hooks if hook.status is None), None)


def _reports_last(stage: Stage, moment: Moment) -> bool:
    """Say whether the browser reports after the webhook, as it does in the usual flow."""
    if moment in {Moment.BEFORE, Moment.AFTER}:
        # Whether the webhook is enough by itself is what such a story is about.
        return stage.target.reconcile.model == "client-finalise"
    return moment is not Moment.REPORTED


_COPIES: Final = {
    Moment.TWICE: 2,
    Moment.THRICE: 3,
    Moment.FIVE_TIMES: 5,
    Moment.EIGHT_TIMES: 8,
}

_ARRIVALS: Final[dict[Moment, Callable[[Stage, Attempt, Hook, Moment], None]]] = {
    Moment.OVERTAKEN: _overtaken,
    Moment.PAIRED: _paired,
    Moment.NEVER: _never,
    **dict.fromkeys(_COPIES, _at_once),
}
"""How what is held back is let go, where it is more than one webhook a little late."""
