"""
One connection, tried out with the fake as the backend's Nango, to see what a draft leaves open.

Ada starts, authorises and looks at her connections, once. Nothing is judged: what is seen
fills the draft, and what is not is told.
"""

from __future__ import annotations

import dataclasses
import json
import os
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from nango_conformance.drafting.draft import Account, Draft, Part
from nango_conformance.drafting.shape import (
    expires_at,
    link_at,
    shown_in,
    token_at,
    value_at,
)
from nango_conformance.drafting.survey import Seen, survey
from nango_conformance.drafting.text import written
from nango_conformance.driver.waiting import until
from nango_conformance.errors import ConformanceError
from nango_conformance.evidence import Call
from nango_conformance.stage import Session, Stage, starting
from nango_conformance.stage.attempt import Attempt
from nango_conformance.target import Route, Target, parse_target

ANSWER_S: Final = 15.0
ACTIVE_S: Final = 10.0
QUOTED: Final = 200
"""Characters of an answer that are shown where it is not understood."""

_SYNCS: Final[Mapping[str, str]] = {
    "POST /sync/trigger": "trigger",
    "POST /sync/start": "start",
    "GET /records": "records",
}
"""Calls by which a first sync begins, and the mode that each shows; the first seen here wins."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A draft that knows more than before, and what there is to say of the trial."""

    draft: Draft
    says: tuple[str, ...]


def target_of(draft: Draft, folder: str) -> Target:
    """Return the target of a draft, as its file would be read; raise UsageError if it cannot."""
    text = written(draft)
    return parse_target(
        tomllib.loads(text), environ=os.environ, text=text, source="the draft", folder=folder
    )


def tried(draft: Draft, folder: str, seed: int) -> Tried:
    """Connect Ada once, and return what that shows, and what stood in its way."""
    telling = dataclasses.replace(draft, accounts=_most_telling_first(draft.accounts))
    try:
        # Without a status the stage disconnects nobody: a draft's guess must not do harm.
        target = dataclasses.replace(target_of(telling, folder), status=None, disconnect=None)
        with Session.open(target, seed=seed, run_id="init", timeout_s=ANSWER_S) as session:
            session.wait()
            with session.stage("init") as stage:
                done = _connected(telling, stage)
    except ConformanceError as error:
        return Tried(draft=draft, says=(str(error),))
    by_key = {account.key: account for account in done.draft.accounts}
    accounts = tuple(by_key[account.key] for account in draft.accounts)
    return dataclasses.replace(done, draft=dataclasses.replace(done.draft, accounts=accounts))


def _most_telling_first(accounts: Sequence[Account]) -> tuple[Account, ...]:
    """Begin with one whose two names differ: it shows which of them the backend stores."""
    return tuple(sorted(accounts, key=lambda account: account.key == account.nango_id))


def surveyed(draft: Draft, folder: str, seed: int) -> Seen | None:
    """Start the backend of a draft, ask it which of the usual paths it has, and stop it."""
    target = target_of(draft, folder)
    with Session.open(target, seed=seed, run_id="init", timeout_s=ANSWER_S) as session:
        session.wait()
        return survey(session.target.base_url)


def _connected(draft: Draft, stage: Stage) -> Tried:
    attempt = starting.start(stage, "Ada")
    if not attempt.issued:
        return Tried(draft=draft, says=(_silence(stage, attempt),))
    draft, answer = _handed_out(draft, attempt.exchange.json), attempt.exchange.json
    draft = _asked_for(draft, attempt, stage.cast.person("Ada").id)
    if token_at(answer) is None and link_at(answer) is None:
        says = (
            f"Nango issued a session, but the answer holds no token of it: {attempt.exchange.said}"
        )
        return Tried(draft=draft, says=(says,))
    return _authorised(draft, stage, attempt)


def _silence(stage: Stage, attempt: Attempt) -> str:
    """Say why no session was issued: Nango refused, the backend refused, or asked another."""
    calls = stage.nango.calls(attempt.mark)
    refused = [call for call in calls if call.path.startswith("/connect/sessions")]
    asked = f"{attempt.exchange.method} {urlsplit(attempt.exchange.url).path}"
    if refused:
        return (
            f"Nango refused the session that {asked} asked for ({refused[0].told}); the request "
            f"was {json.dumps(refused[0].body)}. Does --integration name what it asks for?"
        )
    if attempt.exchange.status is None or not _fine(attempt.exchange.status):
        quoted = f": {attempt.exchange.body[:QUOTED]}" if attempt.exchange.body else ""
        return f"{asked} did not start anything: {attempt.exchange.said}{quoted}"
    return (
        f"{asked} answered with {attempt.exchange.said}, but asked another Nango than the fake, "
        "or none: start the backend with the variables above"
    )


def _handed_out(draft: Draft, answer: Any) -> Draft:
    token, link = token_at(answer), link_at(answer)
    if token is None and link is None:
        return draft
    return dataclasses.replace(draft, token=token, link=link, expires=expires_at(answer)).sure_of(
        Part.TOKEN, Part.CONNECT, Part.BODY
    )


def _asked_for(draft: Draft, attempt: Attempt, ada: str) -> Draft:
    """Learn from the session request whom it names, and which integration it is for."""
    issued = attempt.issued[-1]
    user = value_at(issued.request, ada) if ada else None
    workspace = value_at(issued.request, attempt.workspace) if attempt.workspace else None
    if issued.allowed and len(issued.allowed) == 1:
        first = dataclasses.replace(draft.accounts[0], nango_id=issued.allowed[0])
        draft = dataclasses.replace(draft, accounts=(first, *draft.accounts[1:]))
    return dataclasses.replace(
        draft, user=user or draft.user, workspace=workspace or draft.workspace
    )


def _authorised(draft: Draft, stage: Stage, attempt: Attempt) -> Tried:
    before = _look(draft, stage, attempt)
    token = attempt.issued[-1].token
    outcome = stage.nango.control.approve(token, draft.accounts[0].nango_id)
    connection = outcome.connection_id
    if connection is None:
        says = f"the authorisation ended as {outcome.outcome}: {outcome.detail}"
        return Tried(draft=draft, says=(says,))
    attempt.connection_id = connection
    if stage.target.finalise is not None:
        person = stage.cast.person("Ada")
        stage.endpoints.call(stage.target.finalise, attempt.values, person=person)
    stage.nango.settle()
    draft, missed = _seen(draft, stage, attempt, before)
    hooks = [hook for hook in stage.nango.hooks(attempt.mark) if hook.connection == connection]
    answered = hooks[0].said if hooks else "nothing: none was sent"
    draft = _synced(draft, stage.nango.calls(attempt.mark), connection)
    told = f"the webhook of the new connection was answered with {answered}"
    if hooks and _fine(hooks[0].status):
        draft = draft.sure_of(Part.WEBHOOK)
    return Tried(draft=draft, says=(told, *missed))


def _look(draft: Draft, stage: Stage, attempt: Attempt) -> Any:
    if draft.status is None:
        return None
    route = Route(method=draft.status.method, path=draft.status.path)
    return stage.endpoints.call(route, attempt.values, person=stage.cast.person("Ada")).json


def _seen(draft: Draft, stage: Stage, attempt: Attempt, before: Any) -> tuple[Draft, Sequence[str]]:
    if draft.status is None:
        return draft, ()
    names = {
        name: attempt.values[name]
        for name in ("integration.key", "integration.nango_id", "integration.provider")
    }
    found = until(
        lambda: shown_in(_look(draft, stage, attempt), attempt.connection_id or "", names, before),
        lambda shown: shown is not None,
        ACTIVE_S,
    )
    if found is None:
        return draft, (f"{draft.status.path} does not show the id of the new connection",)
    return dataclasses.replace(draft, shown=found).sure_of(Part.STATUS), ()


def _synced(draft: Draft, calls: Sequence[Call], connection: str) -> Draft:
    made = [call for call in calls if call.names == connection]
    lines = {f"{call.method} {call.path}" for call in made}
    mode = next((mode for line, mode in _SYNCS.items() if line in lines), None)
    if mode is not None:
        return dataclasses.replace(draft, sync=mode).sure_of(Part.SYNC)
    pulled = tuple(dict.fromkeys(
        f"{call.method} {call.path}*" for call in made if call.path.startswith("/proxy/")
    ))  # fmt: skip
    if pulled:
        return dataclasses.replace(draft, sync="proxy", match=pulled).sure_of(Part.SYNC)
    return draft


def _fine(status: int | None) -> bool:
    return status is not None and 200 <= status <= 299  # noqa: PLR2004 - the class of a status
