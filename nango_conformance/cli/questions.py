"""What `init` wants to know: from a flag, from the person at the terminal, or by default."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Final

import click

from nango_conformance.drafting.answers import (
    account_of,
    address_of,
    command_of,
    path_of,
    place_of,
    somebody_of,
)
from nango_conformance.drafting.draft import GUESSED, Draft, Part, Place, Somebody
from nango_conformance.drafting.survey import Seen

AUTHS: Final = ("none", "bearer", "header", "cookie-jwt", "cookie-login")
TENANCIES: Final = ("user", "user+workspace", "org")
SYNCS: Final = ("none", "auto", "start", "trigger", "records", "proxy")
ACCOUNTS: Final = ("outlook", "google-mail")
"""Two integrations that the fake knows, where nobody named any."""

NOTHING: Final = "-"
"""The answer that means: there is none."""

_NOT_ASKED: Final = ""
_WHO: Final[Mapping[str, str]] = {
    "ada": "a user for tests",
    "grace": "one who shares a workspace with her",
    "mallory": "one who shares nothing",
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The flags, and whether to ask for what they do not say."""

    flags: Mapping[str, str | None]
    asks: bool

    def given(self, key: str) -> bool:
        """Say whether a flag answers this."""
        return self.flags.get(key) is not None

    def of(self, key: str, question: str, default: str, choices: Sequence[str] = ()) -> str:
        """Return the flag, the answer, or the default; `-` becomes the empty text."""
        answer = self.flags.get(key)
        if answer is None and self.asks:
            kind = click.Choice(choices) if choices else None
            answer = click.prompt(question, default=default or NOTHING, type=kind, err=True)
        answer = default if answer is None else str(answer)
        return "" if answer == NOTHING else answer

    def sure(self, key: str) -> bool:
        """Say whether a person answers this: what she confirms is no example any more."""
        return self.asks or self.given(key)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class First:
    """What must be known before a backend can be looked at."""

    name: str
    base_url: str
    command: tuple[str, ...]


def first_questions(answers: Answers) -> First:
    """Return what comes before any look at the backend."""
    name = answers.of("name", "What is the backend called", "my backend")
    command = answers.of("command", "Which command starts it, if the run is to do so", _NOT_ASKED)
    base = "http://127.0.0.1:{port}" if command else "http://127.0.0.1:3000"
    base_url = address_of(answers.of("base_url", "Where does it listen", base))
    return First(name=name, base_url=base_url, command=command_of(command))


def plain_draft(first: First) -> Draft:
    """Return a draft that knows no more than this; the rest are examples."""
    return Draft(
        name=first.name,
        base_url=first.base_url,
        command=first.command,
        connect=Place(method="POST", path="/nango/session"),
        webhook="/nango/webhook",
        accounts=tuple(account_of(one) for one in ACCOUNTS),
        unsure=frozenset(Part),
    )


def draft_of(answers: Answers, first: First, integrations: Sequence[str], seen: Seen) -> Draft:
    """Return the draft that the flags, the answers and a look at the backend make."""
    plain = plain_draft(first)
    plain = dataclasses.replace(plain, listen=answers.flags.get("listen"))
    connect = answers.of(
        "connect", "Which route starts a connection", seen.connect or plain.connect.path
    )
    webhook = answers.of(
        "webhook", "Which path takes Nango's webhooks", seen.webhook or plain.webhook
    )
    draft = dataclasses.replace(
        plain,
        connect=place_of(connect, "POST"),
        webhook=path_of(webhook),
        accounts=tuple(account_of(one) for one in integrations) or plain.accounts,
        unsure=frozenset(_unsure(answers, seen, named=bool(integrations))),
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
        Part.CREATE: False,
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
        return dataclasses.replace(draft, create=path_of(create))
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
        return dataclasses.replace(place, body=named)
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
        finalise=_reporting(finalise) if finalise else None,
        disconnect=place_of(disconnect, "DELETE") if disconnect else None,
        sync=sync,
        match=("GET /proxy/*",) if sync == "proxy" else (),
    )


def _reporting(answer: str) -> Place:
    body = {"connectionId": "{connection.id}", "integration": "{integration.key}"}
    return dataclasses.replace(place_of(answer, "POST"), body=body)


def _ready(path: str | None) -> str | None:
    return None if path is None else path_of(path)
