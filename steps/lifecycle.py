"""How a connection ends, breaks and is repaired."""

from __future__ import annotations

from pytest_bdd import given, then, when

from nango_conformance.stage import Stage, aftermath, ending
from nango_conformance.stage.ending import Hitch, Whose
from steps.words import Person, phrase


@given(phrase("Nango answers deletions with {hitch:Hitch}"))
def nango_answers_deletions_with(stage: Stage, hitch: Hitch) -> None:
    """Nango does not delete as it is asked to."""
    ending.deletions_meet(stage, hitch)


@given(phrase("{who:Person} has disconnected her connection"))
def has_disconnected(stage: Stage, who: Person) -> None:
    """Somebody's connection has ended, unless Nango was in trouble."""
    ending.have_disconnected(stage, who)


@when(phrase("{who:Person} disconnects {whose:Whose}"))
def disconnects(stage: Stage, who: Person, whose: Whose) -> None:
    """Somebody wants a connection to end, her own or another's."""
    ending.disconnect(stage, who, whose)


@then(phrase("{who:Person}'s connection has ended here and at Nango"))
def has_ended(stage: Stage, who: Person) -> None:
    """The link is gone, and the credentials with it."""
    with stage.where_seen():
        stage.note(aftermath.ended(stage, who))
