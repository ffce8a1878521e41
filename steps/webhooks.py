"""Webhooks that come again or are about something else, and how the backend answers."""

from __future__ import annotations

from pytest_bdd import given, then, when

from nango_conformance.expectations import webhooks
from nango_conformance.stage import (
    Stage,
    arriving,
    consequences,
    delivering,
    diagnosing,
    judging,
    oddities,
    refusing,
)
from nango_conformance.stage.arriving import Burst, Fate
from nango_conformance.stage.delivering import Event, Repeat
from nango_conformance.stage.refusing import Refusal
from steps.words import Person, phrase


@when(phrase("Nango repeats the webhook {moment:Repeat}"))
def repeats(stage: Stage, moment: Repeat) -> None:
    """The same bytes arrive again."""
    delivering.repeat(stage, Person.ADA, moment)


@given(phrase("Nango has sent {event:Event}"))
@when(phrase("Nango sends {event:Event}"))
def sends(stage: Stage, event: Event) -> None:
    """Another event of Nango's arrives, rightly signed."""
    delivering.emit(stage, Person.ADA, event)


@when("a stranger reads the webhook's address with a challenge")
def reads_webhook(stage: Stage) -> None:
    """Somebody asks an address of Nango's for something to show."""
    oddities.challenge(stage)


@then("the backend accepted Nango's webhook")
def accepted(stage: Stage) -> None:
    """The genuine webhook got a success."""
    stage.note(diagnosing.accepted(stage))


@then("the backend acknowledges the webhook")
def acknowledges(stage: Stage) -> None:
    """The event did not make the backend fail."""
    stage.note(webhooks.acknowledged(stage.the_hook(), production=stage.target.production))


@then(phrase("the backend acknowledges only what it has kept for {who:Person}"))
def lets_go_of_none(stage: Stage, who: Person) -> None:
    """Only what was kept was acknowledged."""
    with stage.where_seen():
        stage.note(consequences.kept(stage, who))


@then("the backend answers Nango in time")
def answers_in_time(stage: Stage) -> None:
    """Nango did not give up waiting."""
    stage.note(consequences.answered(stage))


@then("the backend refuses the webhook")
def refuses(stage: Stage) -> None:
    """The forgery was sent away."""
    stage.note(judging.refused(stage))


@then("the backend compares signatures in constant time")
def constant_time(stage: Stage) -> None:
    """No part of a forged signature is told by how long its refusal takes."""
    stage.note(judging.constant_time(stage))


@then(phrase("the backend refuses the webhook {how:Refusal}"))
def refuses_in_a_way(stage: Stage, how: Refusal) -> None:
    """The forgery was sent away, and not by an accident."""
    with stage.where_seen():
        stage.note(refusing.refused(stage, how))


@given(phrase("Nango has sent {many:Burst} of {who:Person}'s connection"))
def has_sent_many(stage: Stage, who: Person, many: Burst) -> None:
    """Many webhooks arrived at once."""
    arriving.burst(stage, who, many)


@then(phrase("no genuine webhook was {fate:Fate}"))
def no_webhook_was(stage: Stage, fate: Fate) -> None:
    """Nango's news arrived where they were sent."""
    stage.note(arriving.not_so(stage, fate))
