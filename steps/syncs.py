"""What became of a new connection's data, and of the run's secrets."""

from __future__ import annotations

from pytest_bdd import given, then

from nango_conformance.evidence import Matter, Source
from nango_conformance.expectations import access, syncs
from nango_conformance.stage import (
    Stage,
    answering,
    custody,
    judging,
    looking,
    naming,
    records,
    secrecy,
)
from nango_conformance.stage.answering import Asked, Reply
from nango_conformance.stage.custody import Keeping
from nango_conformance.stage.naming import Name
from nango_conformance.stage.records import Does
from steps.words import Person, phrase


@given(phrase("Nango answers {asked:Asked} with {reply:Reply}"))
def nango_answers(stage: Stage, asked: Asked, reply: Reply) -> None:
    """Nango answers something otherwise than usual."""
    answering.arrange(stage, asked, reply)


@given(phrase("Nango gives {who:Person}'s connection {name:Name}"))
def gives_a_name(stage: Stage, who: Person, name: Name) -> None:
    """Somebody's next connection gets an id that no session would give it."""
    naming.give(stage, who, name)


@then(phrase("every call to Nango names {who:Person}'s connection"))
def every_call_names(stage: Stage, who: Person) -> None:
    """Nothing was asked of Nango about a connection that is not hers, or is none."""
    stage.note(naming.named(stage, who))


@then(phrase("the backend {does:Does} {who:Person}'s records"))
def does_with_records(stage: Stage, does: Does, who: Person) -> None:
    """What a sync has found is read when there is something, all of it, and kept."""
    with stage.where_seen():
        stage.note(records.judge(stage, who, does))


@then(phrase("nothing is synced for {who:Person}"))
def nothing_synced(stage: Stage, who: Person) -> None:
    """No data moved for a connection that is none."""
    stage.note(judging.nothing_synced(stage, who))


@then(phrase("the first sync starts for {who:Person}'s connection"))
def sync_starts(stage: Stage, who: Person) -> None:
    """The declared kind of sync began, for the right connection."""
    stage.note(judging.sync_started(stage, who))


@then(phrase("the first sync of {who:Person}'s connection was started once"))
def started_once(stage: Stage, who: Person) -> None:
    """Neither a repeat nor a second path started it again."""
    stage.note(judging.synced_once(stage, who))


@then(phrase("{who:Person}'s connection is not synced from the start again"))
def not_again(stage: Stage, who: Person) -> None:
    """What was synced once is not begun anew."""
    stage.note(judging.not_again(stage, who))


@then(phrase("only {who:Person}'s new connection is synced"))
def only_hers(stage: Stage, who: Person) -> None:
    """Nobody else's data moved."""
    stage.note(syncs.only(*looking.strays(stage, who)))


@then(phrase("the first sync of {who:Person}'s connection reaches back before it"))
def reaches_back(stage: Stage, who: Person) -> None:
    """History is part of the first sync."""
    stage.note(judging.history(stage, who))


@then("only Nango exchanged the authorisation code")
def only_nango(stage: Stage) -> None:
    """The backend is not in the path of the credentials."""
    attempt = stage.attempt(Person.ADA)
    seen = stage.nango.provider_calls(attempt.mark)
    stage.note(access.only_nango_exchanged(seen, attempt.location, judging.callback(stage)))


@then(phrase("no {source:Source} in this run held {matter:Matter}"))
def held_nothing(stage: Stage, source: Source, matter: Matter) -> None:
    """Nothing that must not stand there did, in this story or in any before it."""
    stage.note(secrecy.held_nothing(stage, source, matter))


@then(phrase("no credential of {who:Person}'s stands in {place:Keeping}"))
def no_credential(stage: Stage, who: Person, place: Keeping) -> None:
    """What the provider issued is Nango's to keep."""
    with stage.where_seen():
        stage.note(custody.judge(stage, who, place))
