"""Attempts that are not the only one, or that nobody made at the backend."""

from __future__ import annotations

from pytest_bdd import given, then, when

from nango_conformance.stage import Stage, peeking, twice, unasked
from nango_conformance.stage.troubles import Trouble
from nango_conformance.stage.twice import Finish, Twice
from nango_conformance.stage.unasked import Newcomer
from steps.words import Person, phrase


@given(phrase("{who:Person} has started twice, {how:Twice}"))
def has_started_twice(stage: Stage, who: Person, how: Twice) -> None:
    """Somebody holds a token and may hold another, or was refused it."""
    twice.start_twice(stage, who, how)


@when(phrase("{who:Person} authorises {which:Finish}"))
def authorises_which(stage: Stage, who: Person, which: Finish) -> None:
    """Somebody agrees at the provider to one of her attempts, or to both."""
    twice.finish(stage, who, which)


@then(phrase("nothing of {who:Person}'s attempts is left unfinished"))
def nothing_left(stage: Stage, who: Person) -> None:
    """Neither a refusal without end, nor a second link, nor a row that waits for nobody."""
    with stage.where_seen():
        stage.note(twice.left(stage, who))


@when(phrase("{who:Person} and {other:Person} look on while Nango answers with {trouble:Trouble}"))
def look_on(stage: Stage, who: Person, other: Person, trouble: Trouble) -> None:
    """The status is read while whoever reads Nango for it hears of trouble alone."""
    peeking.peek(stage, who, other, trouble)


@when(phrase("Nango tells of a connection that nobody started, of {newcomer:Newcomer}"))
def tells_of_unasked(stage: Stage, newcomer: Newcomer) -> None:
    """A connection was made at Nango, and not by way of the backend."""
    unasked.tell(stage, newcomer)
