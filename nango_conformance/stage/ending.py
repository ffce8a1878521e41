"""How connections are ended and repaired: by their owner, and by somebody who has no right to."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from typing import Any, Final

from nango_conformance.driver.endpoints import Twist
from nango_conformance.driver.waiting import until
from nango_conformance.errors import ControlFailed, Nonconformance, NotApplicable, NotObservable
from nango_conformance.evidence import Account, Exchange, LinkState, Note, Reading
from nango_conformance.expectations import endings
from nango_conformance.expectations.sessions import handed_out
from nango_conformance.kinds import Kind
from nango_conformance.stage import aftermath, authorising, looking
from nango_conformance.stage.attempt import Attempt
from nango_conformance.stage.resting import all_come_to_rest
from nango_conformance.stage.stage import Stage
from nango_conformance.target import Route, placeholders

DELETIONS: Final = "DELETE /connection*"
"""Both paths by which a backend can have a connection deleted at Nango."""

LASTING: Final = 100
"""How often Nango fails: longer than a target repeats what it asked for."""


class Whose(StrEnum):
    """Which connection somebody wants to end or to repair, and how she names it."""

    OWN = "her connection"
    AGAIN = "her connection once more"
    ADAS = "Ada's connection"
    AS_ADA = "Ada's connection in Ada's name"


class Hitch(StrEnum):
    """How Nango answers when a connection is to be deleted."""

    UNKNOWN = "an unknown connection"
    NO_SUCH = "no such connection"
    INTERNAL_ERROR = "an internal error"
    SILENCE = "silence"


def deletions_meet(stage: Stage, hitch: Hitch) -> None:
    """
    Let Nango answer deletions otherwise than usual until the scenario says so.

    A connection that is unknown has really gone, by a hand at Nango that tells nobody (observed
    on 0.71.4: DELETE then answers 400 with the code unknown_connection).
    """
    if hitch is Hitch.UNKNOWN:
        attempt = stage.attempt("Ada")
        gone = (attempt.connection_id or "", attempt.integration.nango_id)
        stage.nango.control.delete_connection(*gone)
        return
    stage.troubled = True
    # The code counts, by whatever status: other endpoints of Nango say it with 404.
    missing = {"error": {"code": "unknown_connection", "message": "Failed to find connection"}}
    failure = {"error": {"code": "server_error", "message": "Failed to delete"}}
    answers: Mapping[Hitch, Mapping[str, Any]] = {
        Hitch.NO_SUCH: {"status": 404, "body": missing},
        Hitch.INTERNAL_ERROR: {"status": 500, "body": failure},
        # What has been silent for long is cut off, and what is tried again is not better off.
        Hitch.SILENCE: {"close": True},
    }
    if hitch is Hitch.SILENCE:
        stage.silence = stage.nango.control.add_fault(hitch, DELETIONS, {"hang": True})
    stage.nango.control.add_fault(hitch, DELETIONS, answers[hitch], times=LASTING)


def disconnect(stage: Stage, who: str, whose: Whose) -> None:
    """
    Let somebody end a connection, and look at once at what its owner is shown.

    What is asked for once more meets a Nango that is well again.
    """
    route = stage.target.disconnect
    if route is None:
        raise NotApplicable("the target declares no [disconnect] route")
    attempt = _wanted(stage, whose, who)
    if whose is Whose.AGAIN:
        stage.nango.control.clear_faults()
        stage.troubled = False
    else:
        # What the first sync still causes is not the disconnect's doing.
        all_come_to_rest(stage)
        stage.when = stage.nango.mark()
    stage.answer = _through_silence(stage, lambda: ask(stage, route, who, attempt, whose))
    if whose in {Whose.OWN, Whose.AGAIN}:
        attempt.ended = True
        attempt.glimpse = _seen(stage, attempt)


def have_disconnected(stage: Stage, who: str) -> None:
    """Let somebody end her connection, as a state to build on: where it lives on, it is none."""
    disconnect(stage, who, Whose.OWN)
    if not stage.troubled:
        try:
            stage.note(aftermath.ended(stage, who))
        except Nonconformance as lives_on:
            raise ControlFailed(f"{who}'s disconnect did not work: {lives_on}") from lives_on


def have_replaced(stage: Stage, who: str, account: Account) -> None:
    """
    Let somebody connect once more what she has connected, where she can have it once only.

    A connection that lives may be in the way of another: then its owner ends it first.
    """
    if stage.target.reconcile.multi_account:
        raise NotApplicable("[reconcile] multi_account = true: no connection replaces another")
    former = stage.attempt(who, account)
    authorising.connect(stage, who, account)
    if stage.attempt(who, account).connection_id is None:
        stage.attempts[who, account] = former
        have_disconnected(stage, who)
        authorising.connect(stage, who, account)
    authorising.is_made(stage, who, account)


def ask_to_repair(stage: Stage, who: str, whose: Whose) -> None:
    """Let somebody ask for a session that mends a connection."""
    route = stage.target.reconnect
    if route is None:
        raise NotApplicable("the target declares no [reconnect] route")
    attempt = _wanted(stage, whose, who)
    stage.nango.settle()
    mark = stage.when = stage.nango.mark()
    exchange = stage.answer = ask(stage, route, who, attempt, whose)
    if whose is not Whose.OWN:
        return
    token, link = handed_out(route, exchange)
    if not (token or link):
        raise Nonconformance(
            "a token to repair with", exchange.said, (exchange.id,), kind=Kind.START_FAILED
        )
    stage.earlier.append(attempt)
    stage.attempts[who, attempt.account] = dataclasses.replace(
        attempt,
        mark=mark,
        exchange=exchange,
        token=token,
        link=link,
        issued=stage.nango.issued(mark),
        hook=None,
        repairs=True,
    )


def have_asked_to_repair(stage: Stage, who: str) -> None:
    """Let somebody hold a token to repair with; what she saw of her links before has to stay."""
    broken, status = stage.attempt(who).before, stage.target.status
    # A repair that is under way may be shown as such: what it is given up for is what was before.
    if status is not None and status.values.get(LinkState.BROKEN.value):
        broken = looking.broken(stage, who)
    ask_to_repair(stage, who, Whose.OWN)
    stage.attempt(who).before = broken


def repair(stage: Stage, who: str, whose: Whose) -> None:
    """Let somebody repair a connection: whose it is agrees at the provider once more."""
    ask_to_repair(stage, who, whose)
    if whose is Whose.OWN:
        authorising.authorise(stage, who, stage.attempt(who).account)


def owners_alone(stage: Stage, owner: str) -> tuple[Note, ...]:
    """What a stranger was refused is the owner's to have: the positive control, asked last."""
    attempt, refusal, route = stage.attempt(owner), stage.the_answer(), stage.asked
    if route is None:
        raise ControlFailed("no stranger has asked for anything")
    stage.nango.settle()
    notes = endings.refused(refusal, stage.nango.calls(stage.when), attempt.connection_id)
    return notes + endings.granted(route, ask(stage, route, owner, attempt, Whose.OWN))


def ask(stage: Stage, route: Route, who: str, attempt: Attempt, whose: Whose) -> Exchange:
    """Let somebody send a route's request about an attempt's connection, whoever's it is."""
    stage.asked = route
    values = {**attempt.values, "connection.row": _row(route, attempt)}
    return stage.endpoints.call(
        route, values, person=stage.cast.person(who), twist=_twist(stage, who, whose)
    )


def _wanted(stage: Stage, whose: Whose, who: str) -> Attempt:
    """Return the attempt whose connection is meant; a stranger's wish needs a sign-in."""
    if whose in {Whose.OWN, Whose.AGAIN}:
        return stage.attempt(who)
    stage.needs_sign_in()
    if stage.target.auth.delegated:
        raise NotApplicable("[auth] delegated: the service that calls decides who may do what")
    return stage.attempt("Ada")


def _twist(stage: Stage, who: str, whose: Whose) -> Twist:
    """Go where one does not belong with one's own credential, and say there to be Ada."""
    if whose in {Whose.OWN, Whose.AGAIN}:
        return Twist()
    home = stage.cast.workspace(who)
    if whose is Whose.ADAS:
        return Twist(trespassing=True, home=home)
    ids = looking.identity(stage, "Ada")
    headers = {f"x-{name.replace('_', '-')}": id_ for name, id_ in ids.items() if "_" in name}
    return Twist(query=ids, headers=headers, trespassing=True, home=home)


def _row(route: Route, attempt: Attempt) -> str:
    """Return the target's own id of a connection; raise NotObservable where only it would do."""
    row = attempt.row
    if row is None and "connection.row" in placeholders(f"{route.path} {route.body}"):
        raise NotObservable("no [status] row_id is seen, by which the route names a connection")
    return row or ""


def _seen(stage: Stage, attempt: Attempt) -> Reading | None:
    return looking.look_at(stage, attempt.who, attempt.account) if stage.probe.available else None


def _through_silence(stage: Stage, call: Callable[[], Exchange]) -> Exchange:
    """Make a call; a Nango that is silent meanwhile is cut off as soon as it has been asked."""
    fault = stage.silence
    if fault is None:
        return call()
    stage.silence = None
    with ThreadPoolExecutor(max_workers=1) as pool:
        asked = pool.submit(call)

        def met() -> bool:
            return asked.done() or any(one.met for one in stage.nango.control.faults())

        until(met, bool, stage.target.limits.connect_s)
        stage.nango.control.clear_faults(fault)
        return asked.result()
