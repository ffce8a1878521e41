"""What the start of a connection led to, at the backend and at Nango."""

from __future__ import annotations

from pytest_bdd import then, when

from nango_conformance.expectations import access, sessions
from nango_conformance.stage import Stage, browsing, harms, judging, tokens, troubles
from nango_conformance.stage.browsing import Files
from nango_conformance.stage.harms import Harm
from nango_conformance.stage.tokens import Token
from nango_conformance.stage.troubles import Told
from steps.words import Person, phrase


@then(phrase("{who:Person} holds {token:Token}"))
def holds_the_token(stage: Stage, who: Person, token: Token) -> None:
    """What was handed out is Nango's own, and hers."""
    stage.note(tokens.held(stage, who, token))


@then("Nango granted the backend exactly one session")
def one_session(stage: Stage) -> None:
    """One start is one granted request."""
    attempt = stage.attempt(Person.ADA)
    calls = stage.nango.calls(attempt.mark)
    stage.note(sessions.exactly_one_session(calls, attempt.issued))


@then(phrase("Nango knows {who:Person} by her own name"))
def knows(stage: Stage, who: Person) -> None:
    """The session names the person who asked for it."""
    stage.note(judging.attribution(stage, who))


@then(phrase("{who:Person}'s session allows only the integration she asked for"))
def allows_only(stage: Stage, who: Person) -> None:
    """The session is good for one integration."""
    attempt, target = stage.attempt(who), stage.target
    declared = target.integrations
    stage.note(sessions.allows_only(attempt.session, attempt.integration, target.scope, declared))


@then(phrase("Nango refuses what {who:Person} tried"))
def nango_refuses(stage: Stage, who: Person) -> None:  # noqa: ARG001 - the feature names her
    """The session was no good for another integration."""
    stage.note(judging.refusal(stage))


@then(phrase("the modal shows {who:Person} the integration she asked for"))
def modal_shows(stage: Stage, who: Person) -> None:
    """The Connect UI opened in her name."""
    stage.note(judging.modal(stage, who))


@then("the backend refuses to start")
def refuses_to_start(stage: Stage) -> None:
    """Nobody got a token."""
    stage.note(access.start_refused(stage.target.connect, stage.the_answer()))


@then("Nango was not asked for a session")
def no_session(stage: Stage) -> None:
    """The refusal came before Nango heard of it."""
    stage.note(access.no_session(stage.nango.issued(stage.when)))


@then(phrase("Nango is not asked about {who:Person}'s connection"))
def not_asked(stage: Stage, who: Person) -> None:
    """Nothing that the When brought made the backend call Nango."""
    stage.note(judging.not_asked(stage, who))


@then(phrase("nothing was started outside {who:Person}'s own workspaces"))
def nothing_outside(stage: Stage, who: Person) -> None:
    """A foreign workspace was refused, or her own was put in its place."""
    stage.note(judging.workspace_kept(stage, who))


@then(phrase("Nango does not hear {victim:Person}'s name from {who:Person}"))
def never_names(stage: Stage, victim: Person, who: Person) -> None:
    """A claim was not believed."""
    stage.note(judging.claim_ignored(stage, who, victim))


@then(phrase("{who:Person} is told {what:Told}"))
def is_told(stage: Stage, who: Person, what: Told) -> None:
    """A failure looks like one, and like whose it is."""
    stage.note(troubles.told(stage, who, what))


@then("Nango is not asked again too soon")
def not_too_soon(stage: Stage) -> None:
    """A request to wait is respected."""
    stage.note(troubles.waited(stage, Person.ADA))


@then(phrase("nothing {harm:Harm}"))
def nothing_of_the_kind(stage: Stage, harm: Harm) -> None:
    """What Ada did had no such consequence."""
    stage.note(harms.none(stage, Person.ADA, harm))


@when(phrase("a browser loads {files:Files}"))
def browser_loads(stage: Stage, files: Files) -> None:
    """Whatever the product's pages are made of arrives at somebody's browser."""
    browsing.load(stage, files)
