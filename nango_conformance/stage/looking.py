"""What is then the case: links as their owner sees them, and as others do."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable
from enum import StrEnum
from typing import Final

from nango_conformance.driver.endpoints import Twist
from nango_conformance.driver.waiting import steady, until
from nango_conformance.errors import NotApplicable, NotObservable
from nango_conformance.evidence import Account, Call, Reading
from nango_conformance.expectations import links, syncs
from nango_conformance.stage import data, jobs
from nango_conformance.stage.attempt import Attempt
from nango_conformance.stage.resting import all_come_to_rest
from nango_conformance.stage.stage import Stage
from nango_conformance.target import placeholders

FURTHER_READINGS = 3
"""Readings after the first active one (catalogue, NAF-08.1: stable over three polls)."""


ORGANISATION: Final = (
    "organizationId", "organization_id", "organisationId", "organisation_id", "orgId",
)  # fmt: skip
"""How backends call the organisation of a request."""


class Sought(StrEnum):
    """What somebody looks for."""

    WORKSPACE = "Ada's workspace"
    USER = "Ada's user id"
    CONNECTION = "Ada's connection"
    NOTHING = "nothing in particular"
    DATA = "her own data"


def look_at(stage: Stage, who: str, account: Account = Account.MAIN) -> Reading:
    """Return somebody's links for an account as they are now."""
    return stage.read(stage.cast.person(who), stage.attempt(who, account).values)


def settled(stage: Stage, who: str, account: Account = Account.MAIN) -> Reading:
    """Return somebody's links once nothing is on its way any more."""
    stage.nango.settle()
    return look_at(stage, who, account)


def glimpsed_and_settled(stage: Stage, who: str) -> tuple[Reading, ...]:
    """
    Return somebody's links as they were glimpsed meanwhile, if they were, and as they are.

    As they are means before the twin of what was to be refused: what follows is its doing.
    """
    if stage.twin is not None and stage.twin.before is not None:
        return (stage.twin.before,)
    glimpse = stage.attempt(who).glimpse
    now = settled(stage, who)
    return (now,) if glimpse is None else (glimpse, now)


def activated(stage: Stage, who: str, account: Account = Account.MAIN) -> Reading:
    """Return somebody's links when one is active, or when the time for it is over."""
    return _awaited(stage, who, account, links.is_active)


def linked(stage: Stage, who: str, account: Account = Account.MAIN) -> Reading:
    """Return somebody's links when the one that Nango made is active, or in the end."""
    wanted = stage.attempt(who, account).connection_id or ""
    return _awaited(stage, who, account, lambda reading: links.is_connected(reading, wanted))


def connected(stage: Stage, who: str, account: Account = Account.MAIN) -> Reading:
    """Return somebody's links once they are as they are to be, and nothing is on its way."""
    linked(stage, who, account)
    return settled(stage, who, account)


def restored(stage: Stage, who: str, account: Account = Account.MAIN) -> Reading:
    """Return somebody's links when they are again as they were, or in the end."""
    before = stage.attempt(who, account).before
    stage.nango.settle()
    if before is None:
        return look_at(stage, who, account)
    return _awaited(stage, who, account, lambda reading: links.same(before, reading))


def broken(stage: Stage, who: str, account: Account = Account.MAIN) -> Reading:
    """Return somebody's links when one is shown as broken, or when the time for it is over."""
    return _awaited(stage, who, account, links.is_broken)


def activation(stage: Stage, who: str) -> tuple[tuple[Reading, ...], float]:
    """Return the first active reading with those that follow it, and how long it took."""
    started = time.monotonic()
    first = activated(stage, who)
    took = time.monotonic() - started
    # What falls back does so when the first sync, or whatever else follows, is through.
    stage.nango.settle()
    return (first, *steady(lambda: look_at(stage, who), FURTHER_READINGS)), took


def taken_up(stage: Stage, who: str) -> bool:
    """Say whether the target acted on somebody's connection, by its links or by its calls."""
    if stage.probe.available:
        return links.is_active(activated(stage, who))
    attempt = stage.attempt(who)
    named = attempt.connection_id
    stage.nango.settle()
    if not any(call.names == named for call in stage.nango.calls(attempt.mark)):
        raise NotObservable("no status is declared, and no call names the connection")
    return True


def bystanders(stage: Stage, but: str, account: Account = Account.MAIN) -> dict[str, Reading]:
    """Return what the attempts that were not authorised look like now."""
    others = [key for key in stage.bystanders if key != (but, account)]
    return {f"{who}, {what}": look_at(stage, who, what) for who, what in others}


def bystanders_before(
    stage: Stage, but: str, account: Account = Account.MAIN
) -> dict[str, Reading]:
    """Return what they looked like before."""
    others = {key: value for key, value in stage.bystanders.items() if key != (but, account)}
    return {f"{who}, {what}": reading for (who, what), reading in others.items()}


def strangers(stage: Stage, who: str) -> tuple[str, ...]:
    """Return the rows that are nothing of an attempt's, once nothing is on its way any more."""
    stage.nango.settle()
    return stage.probe.bystanders(stage.cast.person(who), stage.attempt(who).values)


def other_connections(stage: Stage, who: str) -> tuple[str, ...]:
    """Return the connections that are somebody else's, her other ones, or an earlier story's."""
    mine = stage.attempt(who)
    ids = (one.connection_id for one in stage.attempts.values() if one is not mine)
    here = tuple(one for one in ids if one is not None)
    return (*here, *stage.nango.connections_before(stage.mark))


def failed_ids(stage: Stage, attempt: Attempt) -> tuple[str, ...]:
    """Return every connection id that webhooks named since an attempt began."""
    ids = (hook.connection for hook in stage.nango.hooks(attempt.mark))
    return tuple(one for one in ids if one is not None)


def settled_calls(stage: Stage, attempt: Attempt) -> tuple[Call, ...]:
    """Return the calls since an attempt began, once nothing is on its way any more."""
    return settled_since(stage, attempt.mark)


def settled_since(stage: Stage, mark: int) -> tuple[Call, ...]:
    """Return the calls since a mark, once nothing is on its way any more."""
    stage.nango.settle()
    return stage.nango.calls(mark)


def calls_of_the_when(stage: Stage, who: str) -> tuple[Call, ...]:
    """
    Return the calls that a story's When can have caused, once nothing is on its way any more.

    What an earlier story still causes comes before it, and is not this one's doing; nor is what
    the twin of a refused webhook leads to.
    """
    calls = settled_since(stage, max(stage.attempt(who).mark, stage.when))
    return tuple(c for c in calls if stage.twin is None or c.seq <= stage.twin.mark)


def synced_calls(stage: Stage, who: str) -> tuple[Call, ...]:
    """Return the calls since an attempt began, once its first sync was seen or its time is over."""
    attempt = stage.attempt(who)
    sync = stage.target.sync
    syncs.applicable(sync, attempt.integration.key, stage.target.profile)
    wanted = attempt.connection_id or ""
    if sync.mode == "job":
        jobs.awaited(stage, who)
    else:
        until(
            lambda: stage.nango.calls(attempt.mark),
            lambda calls: syncs.has_started(sync, calls, wanted),
            attempt.patience(stage.target.limits.sync_s),
        )
    return settled_calls(stage, attempt)


def strays(stage: Stage, who: str) -> tuple[tuple[Call, ...], tuple[Call, ...]]:
    """
    Return the sync calls that were not for this connection, and those of a quiet time after.

    Only where there are strays does the target get a quiet time as long as the story took,
    to show whether such calls come on their own.
    """
    # What an earlier story still causes is not this one's doing.
    earlier = stage.nango.connections_before(stage.mark)
    calls = [call for call in synced_calls(stage, who) if call.names not in earlier]
    wanted = stage.attempt(who).connection_id
    found = syncs.strays(calls, wanted)
    if not found:
        return (), ()
    mark = stage.nango.mark()
    length = max((calls[-1].at - calls[0].at).total_seconds(), 1.0)
    until(lambda: stage.nango.calls(mark), lambda _: False, length)
    return found, syncs.strays(stage.nango.calls(mark), wanted)


def identity(stage: Stage, who: str) -> dict[str, str]:
    """Return by what members a client could claim to be somebody, or of her organisation."""
    person = stage.cast.person(who)
    claims = {"userId": person.id, "user_id": person.id}
    theirs = stage.cast.workspace(who) if stage.target.is_shared else ""
    return claims | (dict.fromkeys(ORGANISATION, theirs) if theirs else {})


def look_for(stage: Stage, who: str, sought: Sought) -> None:
    """Let somebody ask the status route for what is Ada's, or the data route for her own."""
    if sought is Sought.DATA:
        # What her connection leads to by itself is not her looking's doing.
        all_come_to_rest(stage)
        stage.when = stage.nango.mark()
        stage.answer = data.look(stage, stage.attempt(who))
        return
    stage.needs_sign_in()
    owner, hers = stage.cast.person("Ada"), stage.attempt("Ada")
    own = {**hers.values, "workspace.id": stage.cast.workspace(who)}
    ids = {"connectionId": hers.connection_id or "", "connection_id": hers.connection_id or ""}
    ways: dict[Sought, tuple[dict[str, str], Twist]] = {
        Sought.WORKSPACE: (hers.values, Twist(home=own["workspace.id"])),
        Sought.USER: (
            {**own, "actor.id": owner.id},
            Twist(query=identity(stage, "Ada")),
        ),
        Sought.CONNECTION: (own, Twist(query={**ids, "id": hers.row or ""})),
        Sought.NOTHING: (own, Twist(without_query=True)),
    }
    values, twist = ways[sought]
    # Where a trusted service names the user, what must not be believed comes without its token.
    twist = dataclasses.replace(twist, anonymous=stage.target.auth.delegated)
    if sought is Sought.WORKSPACE and not _names_workspace(stage):
        raise NotApplicable("the status route names no workspace")
    stage.answer = stage.probe.look(stage.cast.person(who), values, twist)


def look_into_first_workspace(stage: Stage, who: str) -> None:
    """Let somebody read the list of her first workspace."""
    stage.needs_sign_in()
    if not _names_workspace(stage):
        raise NotApplicable("the status route names no workspace")
    values = {**stage.latest(who).values, "workspace.id": stage.cast.workspace(who, 0)}
    stage.answer = stage.probe.look(stage.cast.person(who), values)


def ids_of(stage: Stage, who: str) -> dict[str, str | None]:
    """Return the ids by which somebody's latest connection is known."""
    attempt = stage.latest(who)
    return {"connection id": attempt.connection_id, "row id": attempt.row}


def _names_workspace(stage: Stage) -> bool:
    status = stage.target.status
    if status is None or status.http is None:
        raise NotObservable("the target declares no [status.http] to read links from")
    return stage.target.has_workspaces and "workspace.id" in placeholders(status.http.path)


def _awaited(stage: Stage, who: str, account: Account, good: Callable[[Reading], bool]) -> Reading:
    limit = stage.attempt(who, account).patience(stage.target.limits.activation_s)
    return until(lambda: look_at(stage, who, account), good, limit)
