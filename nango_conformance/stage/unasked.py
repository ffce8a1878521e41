"""
The news of a connection that nobody started at the target.

Nango's dashboard, an import or another service of the same account makes connections, too, and
the one webhook address hears of them all.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from nango_conformance.driver.cast import Person
from nango_conformance.errors import ControlFailed, NotApplicable, NotObservable
from nango_conformance.stage import authorising
from nango_conformance.stage.attempt import Attempt
from nango_conformance.stage.stage import Stage
from nango_conformance.target import fill

_PLACE: Final = re.compile(r"(end_user|tags|organization)((?:\.\w+)+)")
"""A place in a session's request that comes back in the webhook."""

_TURNED: Final = str.maketrans(
    "0123456789abcdefghijklmnopqrstuvwxyz", "9876543210fedcbazyxwvutsrqponmlkjihg"
)
"""Makes another id of an id: of the same length and the same kinds of characters."""


class Newcomer(StrEnum):
    """For whom a connection is that nobody started."""

    ADA = "Ada"
    STRANGER = "a person whom the backend does not know"


def tell(stage: Stage, newcomer: Newcomer) -> None:
    """
    Let Nango make a connection of its own for somebody, and tell the target of it.

    It names her where the target declares that its own sessions do, and says nothing else that
    only an attempt has.
    """
    _check_applicable(stage, newcomer)
    pattern = stage.attempt("Mallory")
    owner, workspace = _owner(stage, pattern, newcomer)
    names = _named(stage, owner, {**pattern.values, "workspace.id": workspace})
    mark = stage.nango.mark()
    stage.nango.make_room()
    outcome = stage.nango.control.add(pattern.integration.nango_id, **names)
    if outcome.connection_id is None:
        raise ControlFailed(f"Nango made no connection: {outcome.detail}")
    hers = dataclasses.replace(
        pattern,
        who="Ada",
        workspace=stage.workspace("Ada", pattern.account),
        mark=mark,
        issued=(),
        connection_id=outcome.connection_id,
        before=None,
    )
    stage.attempts["Ada", pattern.account] = hers
    stage.hook = hers.hook = authorising.delivered(stage, hers)
    status = stage.target.status
    if newcomer is Newcomer.STRANGER and status is not None and status.sql is not None:
        stage.nango.settle()
        hers.glimpse = stage.probe.read(owner, pattern.values)


def _check_applicable(stage: Stage, newcomer: Newcomer) -> None:
    model = stage.target.reconcile.model
    if model == "client-finalise":
        raise NotApplicable('[reconcile] model = "client-finalise": the browser starts and ends it')
    if newcomer is Newcomer.ADA and model != "pending-row":
        raise NotApplicable(f'[reconcile] model = "{model}": the news of a connection is its start')


def _owner(stage: Stage, pattern: Attempt, newcomer: Newcomer) -> tuple[Person, str]:
    if newcomer is Newcomer.ADA:
        return stage.cast.person("Ada"), stage.workspace("Ada", pattern.account)
    known = stage.cast.person(pattern.who)
    stranger = dataclasses.replace(
        known,
        id=turned(known.id),
        email=f"nobody.{known.email}",
        display_name=f"No {known.display_name}",
    )
    # Where an organisation has the connection, it is the organisation that nobody knows.
    shared = stage.target.is_shared
    return stranger, turned(pattern.workspace) if shared else pattern.workspace


def turned(id_: str) -> str:
    """Return an id that nobody has: a number becomes a large one, all else keeps its shape."""
    return str(10**9 - int(id_)) if id_.isdigit() else id_.translate(_TURNED)


def _named(stage: Stage, owner: Person, values: Mapping[str, str]) -> dict[str, Any]:
    places = stage.target.attribution.values()
    if not places:
        raise NotObservable("[attribution] is not declared, so nobody can say how it names people")
    names: dict[str, Any] = {}
    for place in places:
        found = _PLACE.fullmatch(place.path)
        if found is None:
            raise NotObservable(f"[attribution] {place.path} is no plain place of a session")
        inner = names.setdefault(found[1], {})
        *way, last = found[2].strip(".").split(".")
        for name in way:
            inner = inner.setdefault(name, {})
        inner[last] = fill(place.equals, {**owner.values(), **values})
    if "end_user" in names:
        names["end_user"].setdefault("id", owner.id)
    return names
