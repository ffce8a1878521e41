"""The questions of `init`, in their order, and the draft that their answers make."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, Final

from nango_conformance.cli.init_first import First, plain_draft
from nango_conformance.cli.questions import Answers
from nango_conformance.drafting.answers import (
    account_of,
    body_of,
    path_of,
    place_of,
    somebody_of,
)
from nango_conformance.drafting.draft import GUESSED, Account, Draft, Part, Place, Somebody
from nango_conformance.drafting.survey import Seen
from nango_conformance.errors import UsageError

AUTHS: Final = ("none", "bearer", "header", "cookie-jwt", "cookie-login")
TENANCIES: Final = ("user", "user+workspace", "org")
SYNCS: Final = ("none", "auto", "start", "trigger", "records", "proxy")
CREATED: Final[Mapping[str, object]] = {
    "email": "{actor.email}",
    "name": "{actor.name}",
    "password": "{actor.secret}",
}
"""What the making of a user often asks."""

REPORTED: Final[Mapping[str, object]] = {
    "connectionId": "{connection.id}",
    "integration": "{integration.key}",
}
"""What a browser often reports."""

_NOT_ASKED: Final = ""
_WHO: Final[Mapping[str, str]] = {
    "ada": "a user for tests",
    "grace": "one who shares a workspace with her",
    "mallory": "one who shares nothing",
}


def draft_of(answers: Answers, first: First, seen: Seen) -> Draft:
    """Return the draft that the flags, the answers and a look at the backend make."""
    plain = plain_draft(first)
    plain = dataclasses.replace(plain, listen=answers.flags.get("listen"))
    connect = answers.of(
        "connect", "Which route starts a connection", seen.connect or plain.connect.path
    )
    webhook = answers.of(
        "webhook", "Which path takes Nango's webhooks", seen.webhook or plain.webhook
    )
    accounts = answers.several(
        "integration",
        "What do users connect: KEY=NANGO_ID:PROVIDER (an empty line ends)",
        _accounts,
    )
    draft = dataclasses.replace(
        plain,
        connect=place_of(connect, "POST"),
        webhook=path_of(webhook),
        accounts=accounts or plain.accounts,
        unsure=frozenset(_unsure(answers, seen, named=bool(accounts))),
    )
    draft = _with_people(draft, answers)
    draft = _with_connect(draft, answers)
    return _with_state(draft, answers, seen)


def _unsure(answers: Answers, seen: Seen, *, named: bool) -> list[Part]:
    known = {
        Part.CONNECT: answers.sure("connect") or seen.connect,
        Part.WEBHOOK: answers.sure("webhook") or seen.webhook,
        Part.BODY: answers.sure("field"),
        Part.TOKEN: answers.sure("token"),
        Part.SIGN_IN: answers.sure("auth"),
        Part.SYNC: answers.sure("sync"),
        Part.ACCOUNTS: named,
        # Nobody is asked for these: an editor is the better place for them.
        Part.STATUS: False,
        Part.CREATE: answers.given("create_body"),
        Part.CREATE_ID: answers.given("create_id"),
        Part.FINALISE: answers.given("finalise_body"),
    }
    return [part for part, sure in known.items() if not sure]


def _with_people(draft: Draft, answers: Answers) -> Draft:
    auth = answers.of("auth", "How does it know who is asking", "bearer", AUTHS)
    draft = dataclasses.replace(draft, auth=auth)
    if auth == "header":
        header = answers.of("header", "In which header", draft.header)
        draft = dataclasses.replace(draft, header=header)
    if auth == "cookie-jwt":
        cookie = answers.of("cookie", "In which cookie", draft.cookie)
        draft = dataclasses.replace(draft, cookie=cookie)
    if auth == "cookie-login":
        login = answers.of("login", "Which path signs a user in", draft.login)
        draft = dataclasses.replace(draft, login=path_of(login))
    tenancy = answers.of("tenancy", "Whose is a connection", "user", TENANCIES)
    create = answers.of("create", "Which path makes a new user, if tests may use it", _NOT_ASKED)
    draft = dataclasses.replace(draft, tenancy=tenancy)
    if create:
        made = dataclasses.replace(
            place_of(create, "POST"), body=_body(answers, "create_body", CREATED)
        )
        create_id = answers.of("create_id", "", "id") if answers.given("create_id") else "id"
        return dataclasses.replace(draft, create=made, create_id=create_id or None)
    people = tuple(_somebody(answers, one) for one in draft.people)
    return dataclasses.replace(draft, people=people)


def _somebody(answers: Answers, example: Somebody) -> Somebody:
    key = example.name.lower()
    answer = answers.of(key, f"Who is {example.name}: ID,EMAIL of {_WHO[key]}", _NOT_ASKED)
    return somebody_of(example.name, answer) if answer else example


def _with_connect(draft: Draft, answers: Answers) -> Draft:
    field = answers.of("field", "Which member of its body names the integration", "integration")
    named = {field: "{integration.key}"}
    if draft.auth == "none":
        named[answers.of("user_field", "Which member names the user", "userId")] = "{actor.id}"
    if draft.tenancy == "user+workspace":
        named["workspaceId"] = "{workspace.id}"
    named.pop("", None)
    token = answers.of("token", "Where does its answer have the token (JMESPath)", "token")
    connect = _asking(draft.connect, named)
    return dataclasses.replace(draft, connect=connect, token=token or "token")


def _asking(place: Place, named: Mapping[str, str]) -> Place:
    """Return a route that names these: in its body, or in the address of one that has none."""
    if place.method != "GET" or not named:
        return dataclasses.replace(place, body=named or None)
    query = "&".join(f"{key}={value}" for key, value in named.items())
    return Place(method="GET", path=f"{place.path}?{query}")


def _with_state(draft: Draft, answers: Answers, seen: Seen) -> Draft:
    status = answers.of("status", "Which route shows a user's connections", seen.status or "")
    finalise = answers.of(
        "finalise", "Which route does the browser report a new connection to", _NOT_ASKED
    )
    disconnect = answers.of("disconnect", "Which route disconnects", _NOT_ASKED)
    sync = answers.of("sync", "How does the first sync begin", "none", SYNCS)
    return dataclasses.replace(
        draft,
        ready=_ready(answers.flags.get("ready") or seen.ready),
        status=place_of(status, "GET") if status else None,
        shown=GUESSED,
        finalise=_reporting(answers, finalise) if finalise else None,
        disconnect=place_of(disconnect, "DELETE") if disconnect else None,
        sync=sync,
        match=("GET /proxy/*",) if sync == "proxy" else (),
    )


def _reporting(answers: Answers, answer: str) -> Place:
    body = _body(answers, "finalise_body", REPORTED)
    return dataclasses.replace(place_of(answer, "POST"), body=body)


def _body(answers: Answers, key: str, example: Mapping[str, object]) -> Mapping[str, Any] | None:
    """Return the body that a flag gives, the example, or none where the flag says `-`."""
    if not answers.given(key):
        return example
    text = answers.of(key, "", "")
    return body_of(text) if text else None


def _ready(path: str | None) -> str | None:
    return None if path is None else path_of(path)


def _accounts(lines: Sequence[str]) -> Sequence[Account]:
    """Return integrations; raise UsageError where two have one key."""
    accounts = [account_of(line) for line in lines]
    for n, account in enumerate(accounts):
        if account.key in {other.key for other in accounts[:n]}:
            raise UsageError(f"two integrations have the key {account.key!r}")
    return accounts
