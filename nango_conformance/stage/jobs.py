"""A first sync that the target queues as a job: seen by counting in its database."""

from __future__ import annotations

from nango_conformance.driver.waiting import until
from nango_conformance.errors import NotObservable
from nango_conformance.evidence import Note
from nango_conformance.expectations import syncs
from nango_conformance.stage.stage import Stage


def awaited(stage: Stage, who: str) -> int:
    """Return how many jobs somebody's connection has once it has any, or in the end."""
    limit = stage.attempt(who).patience(stage.target.limits.sync_s)
    return until(lambda: _count(stage, who), lambda count: count > 0, limit)


def started(stage: Stage, who: str) -> tuple[Note, ...]:
    """A job was queued for somebody's connection."""
    limit = stage.target.limits.sync_s
    return syncs.queued(awaited(stage, who), stage.attempt(who).connection_id, limit)


def once(stage: Stage, who: str) -> tuple[Note, ...]:
    """One job was queued, and no other once nothing is on its way any more."""
    awaited(stage, who)
    stage.nango.settle()
    return syncs.queued_once(_count(stage, who))


def _count(stage: Stage, who: str) -> int:
    query = stage.target.sync.probe
    if query is None:
        raise NotObservable("[sync] probe is not declared")
    person = stage.cast.person(who)
    return stage.probe.count(query, {**person.values(), **stage.attempt(who).values})
