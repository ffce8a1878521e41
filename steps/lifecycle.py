"""How a connection ends, breaks and is repaired."""

from __future__ import annotations

from pytest_bdd import given, then, when

from nango_conformance.stage import Stage, aftermath, bending, ending
from nango_conformance.stage.bending import Bent
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


@given(phrase("{who:Person} has asked to repair her connection"))
def has_asked_to_repair(stage: Stage, who: Person) -> None:
    """Somebody holds a token to repair with and has not used it."""
    ending.have_asked_to_repair(stage, who)


@when(phrase("{who:Person} repairs {whose:Whose}"))
def repairs(stage: Stage, who: Person, whose: Whose) -> None:
    """Somebody wants a connection mended, her own or another's."""
    ending.repair(stage, who, whose)


@then(phrase("the backend does for {owner:Person} what it refused Mallory"))
def does_for_the_owner(stage: Stage, owner: Person) -> None:
    """An id is not a permission; the owner's wish is the positive control."""
    stage.note(ending.owners_alone(stage, owner))


@then(phrase("{who:Person}'s connection shows as broken"))
def shows_as_broken(stage: Stage, who: Person) -> None:
    """The user can see that there is something to repair."""
    with stage.where_seen():
        stage.note(aftermath.broken(stage, who))


@then(phrase("{who:Person} has no other connection left at Nango"))
def has_no_other(stage: Stage, who: Person) -> None:
    """What was replaced does not live on unnoticed."""
    with stage.where_seen():
        stage.note(aftermath.single(stage, who))


@then(phrase("{who:Person}'s connection has ended here and at Nango"))
def has_ended(stage: Stage, who: Person) -> None:
    """The link is gone, and the credentials with it."""
    with stage.where_seen():
        stage.note(aftermath.ended(stage, who))


@then("the backend looked for that connection at Nango")
def looked_for_it(stage: Stage) -> None:
    """A signed webhook was not taken at its word."""
    stage.note(aftermath.looked_up(stage))


@when(phrase("{who:Person} sends {bent:Bent} to every route that takes one"))
def sends_bent_id(stage: Stage, who: Person, bent: Bent) -> None:
    """A client's id is a path, a query or worse."""
    bending.send(stage, who, bent)


@then(phrase("Nango hears of {who:Person} only what any id would lead to"))
def hears_only(stage: Stage, who: Person) -> None:
    """An id stays an id."""
    stage.note(bending.straight(stage, who))
