"""What the backend remembers of a connection, and shows to whom."""

from __future__ import annotations

from pytest_bdd import then, when

from nango_conformance.evidence import Account
from nango_conformance.expectations import access
from nango_conformance.stage import Stage, judging, looking, naming, syncing
from nango_conformance.stage.looking import Sought
from steps.words import Person, phrase


@then(phrase("{who:Person} has no active connection"))
def none_active(stage: Stage, who: Person) -> None:
    """Nothing is active, nor was for a moment, and no id is stored that must not be."""
    with stage.where_seen():
        stage.note(judging.none_active(stage, who))


@then(phrase("the backend took up {who:Person}'s connection"))
def took_up(stage: Stage, who: Person) -> None:
    """The news of the connection had an effect."""
    with stage.where_seen():
        stage.note(judging.taken_up(stage, who))


@then(phrase("{who:Person}'s connection is active and stays active"))
def stays_active(stage: Stage, who: Person) -> None:
    """The link became active in time and did not fall back."""
    with stage.where_seen():
        stage.note(syncing.stays_active(stage, who))


@then(phrase("{who:Person} has the connection that Nango made for her"))
def has_hers(stage: Stage, who: Person) -> None:
    """One active link, with the right id."""
    with stage.where_seen():
        stage.note(judging.connected(stage, who))


@then(phrase("{who:Person} has the connection that Nango made for her, or none"))
def has_hers_or_none(stage: Stage, who: Person) -> None:
    """What may be ignored was ignored, or done right."""
    with stage.where_seen():
        stage.note(judging.connected_or_none(stage, who))


@then("each account has the connection that Nango made for it")
def each_has_its_own(stage: Stage) -> None:
    """What was authorised is connected where it was started, and what was not is not."""
    with stage.where_seen():
        stage.note(judging.each_connected(stage))


@then("none of the other attempts changed")
def none_of_the_others(stage: Stage) -> None:
    """What was not authorised is as it was."""
    with stage.where_seen():
        stage.note(judging.others_unchanged(stage, Person.ADA))


@then(phrase("{who:Person}'s connection is unchanged"))
def is_unchanged(stage: Stage, who: Person) -> None:
    """The link is what it was when she last looked at it on purpose."""
    with stage.where_seen():
        stage.note(judging.unchanged(stage, who))


@then(phrase("the backend stores and uses the id that Nango gave {who:Person}'s connection"))
def stores_the_id(stage: Stage, who: Person) -> None:
    """Byte for byte, at rest and in use."""
    with stage.where_seen():
        stage.note(naming.stored(stage, who))


@when(phrase("{who:Person} looks for {sought:Sought}"))
def looks_for(stage: Stage, who: Person, sought: Sought) -> None:
    """Somebody asks for what is not hers."""
    looking.look_for(stage, who, sought)


@when(phrase("{who:Person} looks into her first workspace"))
def looks_into_first(stage: Stage, who: Person) -> None:
    """Somebody reads one workspace's list."""
    looking.look_into_first_workspace(stage, who)


@then(phrase("nothing of {who:Person}'s connection is shown"))
def nothing_shown(stage: Stage, who: Person) -> None:
    """The answer holds none of her ids."""
    stage.note(access.nothing_shown(stage.the_answer(), looking.ids_of(stage, who)))


@then(phrase("{who:Person} sees her own connection"))
def sees_her_own(stage: Stage, who: Person) -> None:
    """The positive control: the route shows it to its owner."""
    values = stage.attempt(who, Account.MAIN).values
    own = stage.probe.look(stage.cast.person(who), values)
    stage.note(access.owner_sees(own, looking.ids_of(stage, who)))
