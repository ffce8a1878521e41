"""What a driver could not do, explained by the exchange in which it could not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

import jmespath

from nango_conformance.doctor import answers
from nango_conformance.doctor.refusal import refused
from nango_conformance.doctor.remark import Key, Part, Remark, Standing
from nango_conformance.errors import (
    ConformanceError,
    ControlFailed,
    Nonconformance,
    NotApplicable,
    NotObservable,
    TargetUnusable,
)
from nango_conformance.evidence import Exchange, leaves
from nango_conformance.stage import Stage
from nango_conformance.target import Fixture, Route, Target

_STANDINGS: Final[Mapping[type[ConformanceError], Standing]] = {
    NotApplicable: Standing.UNSEEN,
    NotObservable: Standing.UNSEEN,
    Nonconformance: Standing.OPEN,
    ControlFailed: Standing.WRONG,
    TargetUnusable: Standing.UNREACHED,
}
"""How a part stands that ended in an error of each kind."""


def explained(stage: Stage, part: Part, error: ConformanceError, key: Key = ()) -> Remark:
    """Return an error as a remark: by the last exchange, if that tells more than the error."""
    last = stage.endpoints.heard[-1] if stage.endpoints.heard else None
    if last is not None and isinstance(error, ControlFailed):
        for at, route in _routes(stage.target).items():
            if is_of(route, last) and (told := _told(part, at, route, last)) is not None:
                return told
    standing = _STANDINGS.get(type(error), Standing.WRONG)
    return Remark(part=part, standing=standing, key=key, says=str(error))


def is_of(route: Route, exchange: Exchange) -> bool:
    """Say whether an exchange was a route's: what stands in braces may be anything."""
    literal = re.split(r"\{[a-z_.]+\}", route.path)
    pattern = "[^?]*".join(map(re.escape, literal))
    return route.method == exchange.method and bool(re.search(f"{pattern}$", exchange.url))


def is_asked(route: Route) -> bool:
    """Say whether it is a request: what is made by SQL or by a command has no answer."""
    return not isinstance(route, Fixture) or not (route.sql or route.command)


def empty_selector(part: Part, key: Key, selector: str, exchange: Exchange) -> Remark:
    """Return that nothing stands where an id is looked for, and where ids do stand."""
    held = [path for path, value in leaves(exchange.json) if value]
    found = [path for path in held if answers.ID.search(path)]
    return Remark(
        part=part,
        standing=Standing.WRONG,
        key=key,
        says=f"nothing stands at {selector!r} of the answer, which is {answers.shape(exchange)}",
        seen=answers.shown(exchange),
        attempt=f"one of {', '.join(found[: answers.MOST])}" if found else "read the answer above",
    )


def _told(part: Part, at: Key, route: Route, last: Exchange) -> Remark | None:
    if last.status is None or not route.accepts(last.status):
        return refused(part, at, route, last, ".".join(map(str, at)))
    if isinstance(route, Fixture) and route.id and jmespath.search(route.id, last.json) is None:
        return empty_selector(part, (*at, "id"), route.id, last)
    return None


def _routes(target: Target) -> Mapping[Key, Route]:
    fixtures = target.fixtures
    found: dict[Key, Route | None] = {
        ("auth", "request"): target.auth.request,
        ("tenancy", "select"): target.select,
        ("fixtures", "create_actor"): fixtures.create_actor,
        ("fixtures", "create_workspace"): fixtures.create_workspace,
        ("fixtures", "add_member"): fixtures.add_member,
        ("fixtures", "reset"): fixtures.reset,
    }
    return {key: route for key, route in found.items() if route is not None and is_asked(route)}
