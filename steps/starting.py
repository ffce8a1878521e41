"""Who starts connecting what, rightly or wrongly."""

from __future__ import annotations

from pytest_bdd import given, when

from nango_conformance.evidence import Account
from nango_conformance.stage import (
    Stage,
    crowd,
    oddities,
    outages,
    starting,
    together,
    traits,
    troubles,
)
from nango_conformance.stage.oddities import Oddity
from nango_conformance.stage.outages import Outage
from nango_conformance.stage.starting import Credential, Place, Workspace
from nango_conformance.stage.traits import Trait
from nango_conformance.stage.troubles import Trouble
from steps.words import Person, phrase


@given(phrase("{who:Person} has started connecting {account:Account}"))
def has_started(stage: Stage, who: Person, account: Account) -> None:
    """Somebody holds a token and has not used it."""
    starting.have_started(stage, who, account)


@given(phrase("{who:Person} has {trait:Trait}"))
def has_trait(stage: Stage, who: Person, trait: Trait) -> None:
    """Somebody is not quite like others."""
    traits.give(stage, who, trait)


@given("these attempts have been started, in this order:")
def have_been_started(stage: Stage, datatable: list[list[str]]) -> None:
    """Several attempts are pending; each is looked at before the story goes on."""
    starting.start_all(stage, datatable)


@given(phrase("{who:Person} has tried to connect while Nango answered with {trouble:Trouble}"))
def has_tried_in_trouble(stage: Stage, who: Person, trouble: Trouble) -> None:
    """Somebody's start failed because Nango did, and Nango is well again."""
    troubles.try_in_vain(stage, who, trouble)


@given(phrase("Nango answers session requests with {trouble:Trouble}"))
def nango_answers_with(stage: Stage, trouble: Trouble) -> None:
    """Nango fails to issue sessions."""
    troubles.begin(stage, trouble)


@when(phrase("{who:Person} starts connecting {account:Account}"))
def starts(stage: Stage, who: Person, account: Account) -> None:
    """Somebody asks her backend for a token."""
    starting.start(stage, who, account)


@when("fifty people connect in the same minute")
def fifty_connect(stage: Stage) -> None:
    """Everybody starts, everybody authorises, and all webhooks come at once."""
    crowd.connect(stage)


@when("both start connecting at the same time")
def start_both(stage: Stage) -> None:
    """Ada and Grace ask for a token at the same moment."""
    together.start(stage, (Person.ADA, Person.GRACE))


@when(phrase("{who:Person} starts connecting with {oddity:Oddity}"))
def starts_oddly(stage: Stage, who: Person, oddity: Oddity) -> None:
    """Somebody sends what no frontend of the target sends."""
    oddities.start(stage, who, oddity)


@when(phrase("{who:Person} starts connecting {account:Account} while {outage:Outage}"))
def starts_while(stage: Stage, who: Person, account: Account, outage: Outage) -> None:
    """Somebody asks for a token, and what she began cannot be kept."""
    outages.start_while(stage, who, account, outage)


@when(phrase("a stranger starts connecting with {credential:Credential}"))
def stranger_starts(stage: Stage, credential: Credential) -> None:
    """Somebody who is not signed in asks for a token."""
    starting.start_as_stranger(stage, credential)


@when(phrase("{who:Person} starts connecting in {workspace:Workspace}"))
def starts_in(stage: Stage, who: Person, workspace: Workspace) -> None:
    """Somebody names a workspace that is not hers."""
    starting.start_in(stage, who, workspace)


@when(phrase("{who:Person} starts connecting as {victim:Person} in {place:Place}"))
def starts_as(stage: Stage, who: Person, victim: Person, place: Place) -> None:
    """Somebody claims to be somebody else."""
    starting.start_claiming(stage, who, victim, place)
