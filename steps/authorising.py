"""What people do at Nango and at the provider."""

from __future__ import annotations

from pytest_bdd import given, when

from nango_conformance.evidence import Account
from nango_conformance.stage import (
    Stage,
    authorising,
    breaking,
    ending,
    forging,
    keyrings,
    moments,
    outages,
    reporting,
)
from nango_conformance.stage.authorising import Manner, Order
from nango_conformance.stage.forgeries import Forgery
from nango_conformance.stage.keyrings import Key, Keyring
from nango_conformance.stage.moments import Moment
from nango_conformance.stage.outages import Outage
from nango_conformance.stage.reporting import Claim
from steps.words import Person, phrase


@given(phrase("{who:Person} has connected {account:Account}"))
def has_connected(stage: Stage, who: Person, account: Account) -> None:
    """Somebody's connection is made, told of, and active."""
    authorising.have_connected(stage, who, account)


@given(phrase("{who:Person} has connected {account:Account} again"))
def has_connected_again(stage: Stage, who: Person, account: Account) -> None:
    """Somebody's connection has taken the place of her first one."""
    ending.have_replaced(stage, who, account)


@given(phrase("{who:Person}'s connection has broken"))
def has_broken(stage: Stage, who: Person) -> None:
    """A token refresh of somebody's connection has failed."""
    authorising.break_connection(stage, who)


@when(phrase("{who:Person} connects {account:Account}"))
def connects(stage: Stage, who: Person, account: Account) -> None:
    """Somebody walks through the whole flow."""
    authorising.connect(stage, who, account)


@when(phrase("{who:Person} authorises {account:Account}"))
def authorises(stage: Stage, who: Person, account: Account) -> None:
    """Somebody agrees at the provider to what she has started."""
    authorising.authorise(stage, who, account)


@when(phrase("{who:Person} authorises her account and the webhook comes {moment:Moment}"))
def authorises_and_webhook_comes(stage: Stage, who: Person, moment: Moment) -> None:
    """Somebody agrees, and Nango's news is early or late."""
    moments.authorise_when(stage, who, moment)


@when(phrase("{who:Person} authorises {account:Account} but what arrives is {webhook:Forgery}"))
def authorises_but(stage: Stage, who: Person, account: Account, webhook: Forgery) -> None:
    """Somebody agrees, and something else than Nango's news of it arrives."""
    forging.authorise_but(stage, who, account, webhook)


@when(phrase("{who:Person} authorises her account while {outage:Outage}"))
def authorises_while(stage: Stage, who: Person, outage: Outage) -> None:
    """Somebody agrees, and the news of it meets with trouble."""
    outages.authorise_while(stage, who, outage)


@when(phrase("{who:Person} authorises twice in one session and the webhooks arrive {order:Order}"))
def authorises_twice(stage: Stage, who: Person, order: Order) -> None:
    """Somebody uses her session for two connections."""
    moments.authorise_twice(stage, who, order)


@when(phrase("{who:Person}'s connection breaks, heals {manner:Manner} and breaks again"))
def breaks_twice(stage: Stage, who: Person, manner: Manner) -> None:
    """The same thing happens to somebody's connection twice."""
    breaking.break_twice(stage, who, manner)


@when(
    phrase(
        "{who:Person} authorises her account {keys:Keyring} but what arrives is {webhook:Forgery}"
    )
)
def authorises_at(stage: Stage, who: Person, keys: Keyring, webhook: Forgery) -> None:
    """Somebody agrees, and the backend has not the keys that it should have."""
    keyrings.authorise_at(stage, who, keys, webhook)


@when(phrase("{who:Person} connects her account while Nango signs with {key:Key}"))
def connects_while(stage: Stage, who: Person, key: Key) -> None:
    """Somebody walks through the whole flow while Nango changes its key."""
    keyrings.connect_while(stage, who, key)


@when(phrase("both authorise and their webhooks arrive {order:Order}"))
def both_authorise(stage: Stage, order: Order) -> None:
    """Ada and Grace agree, and the news of it does not come in that order."""
    authorising.authorise_both(stage, Person.ADA, Person.GRACE, order)


@when(phrase("{who:Person} opens the modal"))
def opens_modal(stage: Stage, who: Person) -> None:
    """Somebody's frontend opens the Connect UI."""
    authorising.open_modal(stage, who)


@when(phrase("{who:Person} opens the provider's page and closes it"))
def abandons(stage: Stage, who: Person) -> None:
    """Somebody does not go through with it."""
    authorising.abandon(stage, who)


@when(phrase("{who:Person} refuses at the provider"))
def refuses(stage: Stage, who: Person) -> None:
    """Somebody says no."""
    authorising.refuse(stage, who)


@when(phrase("{who:Person} tries to authorise her other account in the same session"))
def tries_other(stage: Stage, who: Person) -> None:
    """Somebody uses a session for what it was not asked for."""
    authorising.try_other(stage, who)


@when(phrase("{who:Person} authorises her connection anew {manner:Manner}"))
def authorises_anew(stage: Stage, who: Person, manner: Manner) -> None:
    """Somebody's connection gets new credentials under its old id."""
    authorising.authorise_anew(stage, who, manner)


@when(phrase("{who:Person} reports {claimed:Claim}"))
def reports(stage: Stage, who: Person, claimed: Claim) -> None:
    """Somebody's browser tells the backend that a connection is made, which is not hers."""
    reporting.claim(stage, who, claimed)
