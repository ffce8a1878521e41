"""How connections are started: by their owner, by a stranger, under a false name."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Final

import jmespath

from nango_conformance.driver.cast import Person
from nango_conformance.driver.endpoints import Twist
from nango_conformance.driver.impostors import Impostor, impostors
from nango_conformance.driver.sighting import started
from nango_conformance.errors import ControlFailed, NotApplicable
from nango_conformance.evidence import Account, Exchange, Issued
from nango_conformance.expectations.sessions import handed_out
from nango_conformance.stage.attempt import Attempt
from nango_conformance.stage.looking import identity, look_at, strangers
from nango_conformance.stage.stage import Stage
from nango_conformance.target import Auth, Integration, placeholders


class Credential(StrEnum):
    """What a stranger comes with."""

    NONE = "no credential"
    EMPTY = "an empty credential"
    FOREIGN = "another site's cookie"
    EXPIRED = "a sign-in that has expired"
    UNSIGNED = "a sign-in that nobody signed"
    OTHER_KEY = "a sign-in signed with another key"
    WELL_KNOWN = "a sign-in signed with a well-known key"
    OTHER_AUDIENCE = "a sign-in for another audience"


class Place(StrEnum):
    """Where a client may claim to be somebody."""

    BODY = "the body"
    ADDRESS = "the address"
    HEADER = "a header"


class Workspace(StrEnum):
    """A workspace that is not Mallory's."""

    ADAS = "Ada's workspace"
    UNKNOWN = "a workspace that does not exist"
    MALFORMED = "a malformed workspace"


_CREDENTIAL_HEADERS: Final[Mapping[Credential, Mapping[str, str]]] = {
    Credential.NONE: {},
    Credential.EMPTY: {"authorization": "Bearer", "cookie": ""},
    Credential.FOREIGN: {"cookie": "another_site_session=eyJhIjoxfQ"},
}


def start(
    stage: Stage, who: str, account: Account = Account.MAIN, twist: Twist | None = None
) -> Attempt:
    """Let somebody start connecting an account, and remember what came of it."""
    return _start(stage, who, account, stage.workspace(who, account), twist)


def have_started(stage: Stage, who: str, account: Account) -> None:
    """Let somebody start, as a state that the scenario builds on: without a token it is none."""
    start(stage, who, account).usable_token()


def start_all(stage: Stage, rows: Sequence[Sequence[str]]) -> None:
    """Let several attempts be started in order, then look at each of them."""
    _, *cells = rows
    for who, account in cells:
        try:
            have_started(stage, who, Account(account))
        except NotApplicable:
            # A target without a second workspace or integration has no such bystander.
            continue
    hers = ("Ada", Account.MAIN)
    if hers not in stage.attempts and [*hers] in cells:
        raise NotApplicable("the people whom the target declares cannot each have a connection")
    for key in stage.attempts:
        stage.bystanders[key] = look_at(stage, *key)
    if stage.probe.sees_bystanders and hers in stage.attempts:
        stage.others = strangers(stage, "Ada")


def start_as_stranger(stage: Stage, credential: Credential) -> None:
    """Let nobody in particular ask for a token in Ada's place."""
    stage.needs_sign_in()
    model = stage.attempt("Ada")
    values = {**stage.cast.person("Ada").values(), **model.values}
    stage.when = stage.nango.mark()
    for headers in _headers(stage.target.auth, values, credential):
        route, twist = stage.target.connect, Twist(headers=headers)
        stage.answer = stage.endpoints.call(route, values, twist=twist)
        if any(handed_out(route, stage.answer)):
            return


def start_in(stage: Stage, who: str, workspace: Workspace) -> None:
    """Let somebody start in a workspace that is not hers."""
    stage.needs_sign_in()
    if stage.target.auth.delegated:
        raise NotApplicable("[auth] delegated: the service that calls decides who may do what")
    route, select = stage.target.connect, stage.target.select
    named = f"{route.path} {route.body} {dict(route.headers)} {select}"
    if not stage.target.has_workspaces or "workspace.id" not in placeholders(named):
        raise NotApplicable("the client names no workspace when it starts")
    ids = {
        Workspace.ADAS: stage.cast.workspace("Ada"),
        Workspace.UNKNOWN: stage.cast.workspace("Ada")[::-1],
        Workspace.MALFORMED: "no such workspace'\"",
    }
    _start(stage, who, Account.MAIN, ids[workspace], _trespass(stage, who))


def start_claiming(stage: Stage, who: str, victim: str, place: Place) -> None:
    """Let somebody start and say, in one place, that she is somebody else."""
    stage.needs_sign_in()
    other = stage.cast.person(victim)
    ids = identity(stage, victim)
    headers = {f"x-{name.replace('_', '-')}": id_ for name, id_ in ids.items() if "_" in name}
    # Where a trusted service names the user, what must not be believed comes without its token.
    alone = stage.target.auth.delegated
    twists = {
        Place.BODY: Twist(
            anonymous=alone,
            body={
                **ids,
                "endUserId": other.id,
                "email": other.email,
                "end_user": {"id": other.id, "email": other.email},
            },
        ),
        Place.ADDRESS: Twist(anonymous=alone, query=ids),
        Place.HEADER: Twist(anonymous=alone, headers=headers),
    }
    start(stage, who, Account.MAIN, twists[place])


def workspaces_named(stage: Stage, attempt: Attempt) -> tuple[object, ...]:
    """Return the workspace that each session of an attempt names, None where nothing tells."""
    place = stage.target.attribution.get("workspace")
    if place is None:
        return tuple(None for _ in attempt.issued)
    return tuple(jmespath.search(place.path, one.request) for one in attempt.issued)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Calling:
    """A start that is ready to be made."""

    who: str
    account: Account
    integration: Integration
    values: Mapping[str, str]
    person: Person
    twist: Twist | None = None

    def call(self, stage: Stage) -> Exchange:
        """Make the request, whoever else makes one meanwhile."""
        exchange = stage.endpoints.call(
            stage.target.connect, self.values, person=self.person, twist=self.twist
        )
        stage.ledger.see([started(exchange)])
        return exchange

    def end(
        self, stage: Stage, mark: int, exchange: Exchange, issued: tuple[Issued, ...] | None = None
    ) -> Attempt:
        """Remember what came of it; `issued` is what Nango gave, where that is known already."""
        token, link = handed_out(stage.target.connect, exchange)
        attempt = Attempt(
            who=self.who,
            account=self.account,
            integration=self.integration,
            workspace=self.values["workspace.id"],
            mark=mark,
            exchange=exchange,
            token=token,
            link=link,
            issued=stage.nango.issued(mark) if issued is None else issued,
        )
        stage.answer = exchange
        if (former := stage.attempts.get((self.who, self.account))) is not None:
            stage.earlier.append(former)
        stage.attempts[self.who, self.account] = attempt
        return attempt


def prepared(
    stage: Stage,
    who: str,
    account: Account,
    workspace: str | None = None,
    twist: Twist | None = None,
) -> Calling:
    """Return a start that is ready to be made, its person signed in and rid of her past."""
    person = stage.cast.person(who)
    integration = stage.integration(account)
    place = stage.workspace(who, account) if workspace is None else workspace
    values = {
        "workspace.id": place,
        **integration.values,
    }
    _is_alone(stage, who, integration, place)
    if (who, account) not in stage.attempts:
        stage.be_rid_of_the_past(person, values)
    return Calling(
        who=who,
        account=account,
        integration=integration,
        values=values,
        person=person,
        twist=twist,
    )


def _start(
    stage: Stage, who: str, account: Account, workspace: str, twist: Twist | None
) -> Attempt:
    calling = prepared(stage, who, account, workspace, twist)
    mark = stage.nango.mark()
    exchange = calling.call(stage)
    if twist is None and not stage.troubled:
        _is_not_refused_for_the_past(stage, who, exchange)
    return calling.end(stage, mark, exchange)


def _trespass(stage: Stage, who: str) -> Twist:
    """Go where one does not belong, with the credential of where one does."""
    return Twist(trespassing=True, home=stage.cast.workspace(who))


def _headers(
    auth: Auth, values: Mapping[str, str], credential: Credential
) -> Iterable[dict[str, str]]:
    """Return the headers of each request that is to be made with such a credential."""
    if credential.value in [one.value for one in Impostor]:
        return impostors(auth, values, Impostor(credential.value))
    empty = {"header": {auth.header: ""}, "cookie-jwt": {"cookie": f"{auth.cookie}="}}
    own = empty.get(auth.mode, {}) if credential is Credential.EMPTY else {}
    return ({**_CREDENTIAL_HEADERS[credential], **own},)


def _is_alone(stage: Stage, who: str, integration: Integration, workspace: str) -> None:
    """Where an organisation has the connection, two of its people cannot each have their own."""
    if not stage.target.is_shared or stage.target.reconcile.multi_account or not workspace:
        return
    for (other, _), attempt in stage.attempts.items():
        if other != who and (attempt.integration, attempt.workspace) == (integration, workspace):
            raise NotApplicable(
                f'[tenancy] model = "org": {other} and {who} are in one organisation, which has '
                "one connection"
            )


def _is_not_refused_for_the_past(stage: Stage, who: str, exchange: Exchange) -> None:
    status = exchange.status
    if stage.past and (status is None or not stage.target.connect.accepts(status)):
        raise ControlFailed(
            f"{who} still has a connection from before and was refused another ({exchange.said}); "
            "declare [fixtures], or a [disconnect] route that works"
        )
