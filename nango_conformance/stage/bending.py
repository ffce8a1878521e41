"""Ids that are no ids: what a client may send to bend the backend's own requests to Nango."""

from __future__ import annotations

import urllib.parse
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Final

from nango_conformance.driver.endpoints import Twist
from nango_conformance.errors import ControlFailed, NotApplicable
from nango_conformance.evidence import Exchange, Note
from nango_conformance.expectations import bending
from nango_conformance.stage import ending
from nango_conformance.stage.stage import Stage
from nango_conformance.target import Route, placeholders


class Bent(StrEnum):
    """An id that a careless backend makes another request of."""

    CLIMB = "an id that climbs up"
    DISGUISED = "an id that climbs up in disguise"
    FAR = "an id that climbs far up"
    QUERY = "an id with a query"
    FRAGMENT = "an id with a fragment"
    LINES = "an id on two lines"


VALUES: Final[Mapping[Bent, str]] = {
    Bent.CLIMB: "../connections",
    Bent.DISGUISED: "%2e%2e/integrations",
    Bent.FAR: "x/../../proxy",
    Bent.QUERY: "x?y=1&provider_config_key=evil",
    Bent.FRAGMENT: "x#",
    Bent.LINES: "x\nconnections",
}

PLAIN: Final = "0nosuchid0nosuchid0nosuch0"
"""The twin: an id as harmless as it is unknown."""

_IDS: Final = (
    "integration.key",
    "integration.nango_id",
    "connection.id",
    "connection.row",
    "workspace.id",
)
"""What a client names, and a backend may put into a request to Nango."""


def send(stage: Stage, who: str, bent: Bent) -> None:
    """Let somebody send an id like this to every route that takes one, after its plain twin."""
    places = tuple(_places(stage))
    if not places:
        raise NotApplicable("no declared route takes an id from a client")
    stage.nango.settle()
    for route, name in places:
        _sent(stage, who, route, name, PLAIN)
    stage.nango.settle()
    stage.when = stage.nango.mark()
    value = stage.bent = VALUES[bent]
    stage.answers = [_sent(stage, who, route, name, value) for route, name in places]


def straight(stage: Stage, who: str) -> tuple[Note, ...]:
    """Nango heard nothing that is no request of these routes'; right ids work, as a control."""
    attempt = stage.attempt(who)
    stage.nango.settle()
    calls = stage.nango.calls(attempt.mark)
    usual = [call for call in calls if call.seq <= stage.when]
    unusual = [call for call in calls if call.seq > stage.when]
    known = (PLAIN, attempt.connection_id or "", *stage.nango.connections_before(stage.when))
    notes = bending.straight(unusual, usual, stage.bent, known)
    _takes_right_ids(stage, who)
    return notes + bending.client_errors(stage.answers)


def _takes_right_ids(stage: Stage, who: str) -> None:
    """
    Raise ControlFailed where right ids are sent away as well: by all, or by the ending of a link.

    Of the others one is enough: not everything can be repaired, or reported, at any time.
    """
    target, attempt = stage.target, stage.attempt(who)
    routes = {id(route): route for route, _ in _places(stage)}.values()
    right = {**attempt.values, "connection.row": attempt.row or PLAIN}
    person, takes = stage.cast.person(who), []
    for route in routes:
        if route is not target.disconnect:
            answer = stage.endpoints.call(route, right, person=person)
            takes.append(answer.status is not None and route.accepts(answer.status))
    if target.disconnect is not None:
        answer = ending.ask(stage, target.disconnect, who, attempt, ending.Whose.OWN)
        if answer.status is None or not target.disconnect.accepts(answer.status):
            raise ControlFailed(f"a right id is refused as well: {answer.said} at {answer.url}")
        return
    if not any(takes):
        raise ControlFailed("no route takes a right id either")


def _places(stage: Stage) -> Iterator[tuple[Route, str]]:
    target = stage.target
    status = target.status.http if target.status else None
    routes = (target.connect, status, target.finalise, target.data, target.reconnect)
    for route in (*routes, target.disconnect):
        if route is not None:
            named = placeholders(f"{route.path} {route.body} {dict(route.headers)}")
            yield from ((route, name) for name in _IDS if name in named)


def _sent(stage: Stage, who: str, route: Route, name: str, value: str) -> Exchange:
    """Send an id in the place of one placeholder: in a path as one segment, as a browser would."""
    in_path = name in placeholders(route.path)
    odd = urllib.parse.quote(value, safe="") if in_path else value
    values = {**stage.attempt(who).values, "connection.row": PLAIN, name: odd}
    twist = Twist(trespassing=True, home=stage.cast.workspace(who))
    return stage.endpoints.call(route, values, person=stage.cast.person(who), twist=twist)
