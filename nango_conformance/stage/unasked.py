"""
The news of a connection that nobody started at the target.

Nango's dashboard, an import or another service of the same account makes connections, too, and
the one webhook address hears of them all.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from nango_conformance.driver.cast import Person
from nango_conformance.errors import ControlFailed, NotApplicable
from nango_conformance.stage import authorising
from nango_conformance.stage.attempt import Attempt
from nango_conformance.stage.stage import Stage

_NAMED: Final = ("end_user", "tags", "organization")
"""What of a session's request comes back in the webhook."""

_LEAST: Final = 3
"""A text shorter than this is found in too many others to be taken for somebody's."""

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

    It names her as the target's own sessions do: they are taken from the one that Mallory has.
    """
    _check_applicable(stage, newcomer)
    pattern = stage.attempt("Mallory")
    owner, workspace = _owner(stage, pattern, newcomer)
    names = _named(stage, pattern, owner, workspace)
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
    return stranger, pattern.workspace


def turned(id_: str) -> str:
    """Return an id that nobody has: a number becomes a large one, all else keeps its shape."""
    return str(10**9 - int(id_)) if id_.isdigit() else id_.translate(_TURNED)


def _named(stage: Stage, pattern: Attempt, owner: Person, workspace: str) -> dict[str, Any]:
    known = stage.cast.person(pattern.who)
    pattern.usable_token()
    asked: Mapping[str, Any] = pattern.session.request if pattern.session else {}
    instead = {
        known.id: owner.id,
        known.email: owner.email,
        known.display_name: owner.display_name,
        pattern.workspace: workspace,
    }
    return {name: _replaced(asked[name], instead) for name in _NAMED if asked.get(name)}


def _replaced(value: Any, instead: Mapping[str, str]) -> Any:
    if isinstance(value, Mapping):
        return {name: _replaced(inner, instead) for name, inner in value.items()}
    if not isinstance(value, str):
        return value
    if value in instead:
        return instead[value]
    for old, new in instead.items():
        if len(old) >= _LEAST:
            value = value.replace(old, new)
    return value
