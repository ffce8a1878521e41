"""What a disconnect, a repair or a second connection came to: each gathers, then judges."""

from __future__ import annotations

from nango_conformance.driver.waiting import until
from nango_conformance.errors import NotApplicable, NotObservable
from nango_conformance.evidence import Call, LinkState, Note, Reading
from nango_conformance.expectations import endings, links
from nango_conformance.stage import looking
from nango_conformance.stage.attempt import Attempt
from nango_conformance.stage.stage import Stage

Notes = tuple[Note, ...]


def ended(stage: Stage, who: str) -> Notes:
    """Somebody's disconnect took effect at Nango and here, and nothing came after it."""
    attempt, answer = stage.attempt(who), stage.the_answer()
    route = stage.target.disconnect
    if route is None:
        raise NotApplicable("the target declares no [disconnect] route")
    named, integration = attempt.connection_id, attempt.integration.nango_id
    calls = _deleting(stage, attempt)
    notes = endings.ended_at_nango(calls, named, integration, answer)
    notes += endings.left_alone(calls, named, integration)
    if attempt.glimpse is None:
        raise NotObservable("no status is declared: what became of the link cannot be seen")
    later = _gone(stage, attempt)
    notes += endings.ended_here(attempt.glimpse, later, named)
    return notes + endings.told_of_it(route, answer)


def broken(stage: Stage, who: str) -> Notes:
    """Somebody's connection shows as broken, and is still the one that it was."""
    status, attempt = stage.target.status, stage.attempt(who)
    if status is not None and not status.values.get(LinkState.BROKEN.value):
        raise NotApplicable(
            "[status.values] broken is not declared: the target shows nobody that a connection "
            "has to be repaired, which is worth having"
        )
    now = until(
        lambda: looking.look_at(stage, who),
        lambda reading: endings.is_broken(reading, attempt.connection_id),
        stage.target.limits.activation_s,
    )
    stage.nango.settle()
    notes = links.kept(stage.nango.calls(attempt.mark), attempt.connection_id)
    return notes + endings.shows_broken(attempt.before, now, attempt.connection_id)


def single(stage: Stage, who: str) -> Notes:
    """Somebody has the connection that she authorised last, and none is left over at Nango."""
    attempt, former = stage.attempt(who), stage.earlier[-1]
    if stage.target.reconcile.multi_account and not attempt.repairs:
        raise NotApplicable("[reconcile] multi_account: a second connection replaces nothing")
    if attempt.connection_id is None:
        text = f"a second connection is refused while the first one lives: {attempt.exchange.said}"
        return (Note(level="MAY", text=text),)
    integration = attempt.integration.nango_id
    reading = looking.linked(stage, who) if stage.probe.available else None
    calls = until(
        lambda: stage.nango.calls(attempt.mark),
        lambda calls: endings.is_deleted(calls, former.connection_id, integration),
        0 if former.connection_id == attempt.connection_id else stage.target.limits.activation_s,
    )
    named = attempt.connection_id
    notes = endings.replaced(
        calls, integration, reading, former.connection_id, named, may_stay=not attempt.repairs
    )
    return notes + (endings.mended(reading, named) if reading else ())


def looked_up(stage: Stage) -> Notes:
    """The target asked Nango about the connection of a webhook before it believed that."""
    stage.nango.settle()
    named = stage.the_hook().names
    return endings.looked_up(stage.nango.calls(stage.when), named)


def _deleting(stage: Stage, attempt: Attempt) -> tuple[Call, ...]:
    """Return the calls since the disconnect, once Nango has deleted the connection or in time."""
    named, integration = attempt.connection_id, attempt.integration.nango_id
    until(
        lambda: stage.nango.calls(stage.when),
        lambda calls: endings.is_deleted(calls, named, integration),
        stage.target.limits.activation_s,
    )
    stage.nango.settle()
    return stage.nango.calls(stage.when)


def _gone(stage: Stage, attempt: Attempt) -> Reading:
    return until(
        lambda: looking.look_at(stage, attempt.who, attempt.account),
        lambda reading: endings.is_gone(reading, attempt.connection_id),
        stage.target.limits.activation_s,
    )
