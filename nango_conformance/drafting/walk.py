"""
Ada starts, authorises and looks at her connections, once: each step fills more of a draft.

Nothing is judged: what is seen fills the draft, and what is not is told.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from nango_conformance.drafting.draft import Draft, Part
from nango_conformance.drafting.shape import (
    expires_at,
    link_at,
    shown_in,
    token_at,
    value_at,
)
from nango_conformance.driver.waiting import until
from nango_conformance.errors import ConformanceError
from nango_conformance.evidence import Call, Exchange
from nango_conformance.stage import Stage, starting
from nango_conformance.stage.attempt import Attempt
from nango_conformance.target import Route

ACTIVE_S: Final = 10.0
QUOTED: Final = 300
"""Characters of an answer that are shown where it is not understood."""

_SYNCS: Final[Mapping[str, str]] = {
    "POST /sync/trigger": "trigger",
    "POST /sync/start": "start",
    "GET /records": "records",
}
"""Calls by which a first sync begins, and the mode that each shows; the first seen here wins."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Walked:
    """A draft that knows more than before, and what there is to say of the walk."""

    draft: Draft
    says: tuple[str, ...]


def walked(draft: Draft, stage: Stage) -> Walked:
    """Connect Ada once, and return what that shows, and what stood in its way."""
    try:
        attempt = starting.start(stage, "Ada")
    except ConformanceError as error:
        return Walked(draft=draft, says=_halted(draft, stage, error))
    if draft.create is not None:
        draft = draft.sure_of(Part.CREATE)
    if not attempt.issued:
        return Walked(draft=draft, says=(_silence(stage, attempt),))
    return _issued(draft, stage, attempt)


def _halted(draft: Draft, stage: Stage, error: ConformanceError) -> tuple[str, ...]:
    """Say why Ada could not even start, with the answer that was in the way."""
    told, heard = stage.ledger.clean(str(error)), stage.endpoints.heard
    if not heard:
        return (told,)
    answer = heard[-1]
    said = "" if answer.said in told else f" ({answer.said})"
    says = f"{told}{said}{_quoted(stage, answer)}"
    if draft.create is None or not _is_of(draft.create.path, answer):
        return (says,)
    sent = stage.ledger.clean(answer.request_body) or "nothing"
    advice = "--create-body says otherwise, and --create-id where its answer has the id"
    return says, f"  it was sent {sent}; {advice}"


def _is_of(path: str, answer: Exchange) -> bool:
    return urlsplit(answer.url).path == path.split("?", maxsplit=1)[0]


def _quoted(stage: Stage, answer: Exchange) -> str:
    """Return an answer's body to stand behind what is said of it, redacted before it is cut."""
    body = stage.ledger.clean(answer.body)
    return f": {body[:QUOTED]}" if body else ""


def _issued(draft: Draft, stage: Stage, attempt: Attempt) -> Walked:
    answer = attempt.exchange.json
    draft = _asked_for(_handed_out(draft, answer), attempt, stage.cast.person("Ada").id)
    if token_at(answer) is None and link_at(answer) is None:
        says = (
            "Nango issued a session, but the answer holds no token of it: "
            f"{attempt.exchange.said}{_quoted(stage, attempt.exchange)}"
        )
        return Walked(draft=draft, says=(says,))
    return _authorised(draft, stage, attempt)


def _silence(stage: Stage, attempt: Attempt) -> str:
    """Say why no session was issued: Nango refused, the backend refused, or asked another."""
    calls = stage.nango.calls(attempt.mark)
    refused = [call for call in calls if call.path.startswith("/connect/sessions")]
    asked = f"{attempt.exchange.method} {urlsplit(attempt.exchange.url).path}"
    if refused:
        return (
            f"Nango refused the session that {asked} asked for ({refused[0].told}); the request "
            f"was {stage.ledger.clean(json.dumps(refused[0].body))}. "
            "Does --integration name what it asks for?"
        )
    if attempt.exchange.status is None or not _fine(attempt.exchange.status):
        said = f"{attempt.exchange.said}{_quoted(stage, attempt.exchange)}"
        return f"{asked} did not start anything: {said}"
    advice = (
        "does it read what [target.start.env] names? --env NAME={fake.url} says another name"
        if stage.target.mode == "start"
        else "start the backend with the variables above"
    )
    return (
        f"{asked} answered with {attempt.exchange.said}, but asked another Nango than the fake, "
        f"or none: {advice}"
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
    draft = draft if user is None else draft.sure_of(Part.CREATE_ID)
    return dataclasses.replace(
        draft, user=user or draft.user, workspace=workspace or draft.workspace
    )


def _authorised(draft: Draft, stage: Stage, attempt: Attempt) -> Walked:
    before = _look(draft, stage, attempt)
    token = attempt.issued[-1].token
    outcome = stage.nango.control.approve(token, draft.accounts[0].nango_id)
    connection = outcome.connection_id
    if connection is None:
        says = f"the authorisation ended as {outcome.outcome}: {outcome.detail}"
        return Walked(draft=draft, says=(says,))
    attempt.connection_id = connection
    draft, refused = _reported(draft, stage, attempt)
    stage.nango.settle()
    draft, missed = _seen(draft, stage, attempt, before)
    hooks = [hook for hook in stage.nango.hooks(attempt.mark) if hook.connection == connection]
    answered = hooks[0].said if hooks else "nothing: none was sent"
    draft = _synced(draft, stage.nango.calls(attempt.mark), connection)
    told = f"the webhook of the new connection was answered with {answered}"
    if hooks and _fine(hooks[0].status):
        draft = draft.sure_of(Part.WEBHOOK)
    return Walked(draft=draft, says=(*refused, told, *missed))


def _reported(draft: Draft, stage: Stage, attempt: Attempt) -> tuple[Draft, Sequence[str]]:
    """Let the browser report, where it is to; say what was sent where the report is not taken."""
    if stage.target.finalise is None:
        return draft, ()
    person = stage.cast.person("Ada")
    answer = stage.endpoints.call(stage.target.finalise, attempt.values, person=person)
    if _fine(answer.status):
        return draft.sure_of(Part.FINALISE), ()
    asked = f"{answer.method} {urlsplit(answer.url).path}"
    sent = stage.ledger.clean(answer.request_body) or "nothing"
    return draft, (
        f"{asked} did not take the report: {answer.said}{_quoted(stage, answer)}",
        f"  it was sent {sent}; --finalise-body says otherwise",
    )


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
