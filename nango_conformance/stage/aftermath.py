"""What a disconnect, a repair or a second connection came to: each gathers, then judges."""

from __future__ import annotations

from nango_conformance.driver.waiting import until
from nango_conformance.errors import NotApplicable, NotObservable
from nango_conformance.evidence import Call, Note, Reading
from nango_conformance.expectations import endings
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
