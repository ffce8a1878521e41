"""What a browser tells the backend of a new connection, whoever's it is."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from nango_conformance.errors import ControlFailed, NotApplicable
from nango_conformance.evidence import Exchange
from nango_conformance.stage import looking
from nango_conformance.stage.attempt import Attempt
from nango_conformance.stage.stage import Stage
from nango_conformance.target import Route

NOWHERE: Final = "00000000-0000-4000-8000-000000000000"
"""An id as Nango makes them, which no connection has."""


class Claim(StrEnum):
    """What somebody reports who has no right to it."""

    GRACES = "Grace's connection"
    UNKNOWN = "a connection that does not exist"


def report(stage: Stage, attempt: Attempt) -> None:
    """Let the browser tell the backend of its own connection, where the backend wants that."""
    if stage.target.finalise is not None:
        attempt.report = _told(stage, attempt, attempt.connection_id or "")


def claim(stage: Stage, who: str, claimed: Claim) -> None:
    """Let somebody report what is not hers; the owner's own report is the positive control."""
    stage.needs_sign_in()
    route = wanted(stage)
    owner = stage.attempt("Grace")
    own = owner.report
    if own is None or own.status is None or not route.accepts(own.status):
        said = own.said if own else "she did not"
        raise ControlFailed(f"Grace could not report her own connection: {said}")
    taken = {Claim.GRACES: owner.connection_id or "", Claim.UNKNOWN: NOWHERE}
    stage.answer = _told(stage, stage.attempt(who), taken[claimed])


def claim_early(stage: Stage, who: str, owner: Attempt) -> None:
    """
    Let somebody report another's connection before anything else tells the backend of it.

    What she has of it is looked at now: the owner's own report may take it from her again.
    """
    thief = stage.attempt(who)
    stage.answer = _told(stage, thief, owner.connection_id or "")
    thief.glimpse = looking.settled(stage, who)


def wanted(stage: Stage) -> Route:
    """Return the route that browsers report to; raise NotApplicable if there is none."""
    if stage.target.finalise is None:
        raise NotApplicable("the target declares no [finalise] route to report back to")
    return stage.target.finalise


def _told(stage: Stage, attempt: Attempt, connection_id: str) -> Exchange:
    values = {**attempt.values, "connection.id": connection_id}
    person = stage.cast.person(attempt.who)
    return stage.endpoints.call(wanted(stage), values, person=person)
