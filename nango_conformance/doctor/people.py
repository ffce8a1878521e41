"""Who is there: people are made or known, signed in, and have the workspaces that a run needs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

import jmespath

from nango_conformance.doctor import answers
from nango_conformance.doctor.refusal import refused
from nango_conformance.doctor.remark import Key, Part, Remark, Remarks, Standing
from nango_conformance.errors import ControlFailed, NotApplicable
from nango_conformance.evidence import Exchange
from nango_conformance.stage import Stage
from nango_conformance.target import Fixture, Route, Target, placeholders

PART: Final = Part.SIGN_IN
_ID: Final = re.compile(r"(^|\.)(\w*(_id|Id|ID)|id)$")


def examined(stage: Stage) -> Remarks:
    """Return whether the cast can be brought on the stage, Ada first: nothing goes without her."""
    return tuple(_remarks(stage))


def _remarks(stage: Stage) -> Iterator[Remark]:
    yield from _tenancy(stage.target)
    missing = _tried(stage, lambda: stage.cast.person("Ada"))
    if missing is not None:
        yield missing
        return
    yield from _workspace_selector(stage)
    signed = _tried(stage, lambda: stage.endpoints.sign_in(stage.cast.person("Ada")))
    yield signed or _works(stage.target)
    for who, thing, get in _others(stage):
        missing = _tried(stage, get)
        if missing is None:
            continue
        yield missing if missing.standing is not Standing.UNSEEN else _lacking(who, thing, missing)


def _others(stage: Stage) -> Iterator[tuple[str, str, Callable[[], object]]]:
    """Yield who or what else a run asks for, and how it is got."""
    if stage.target.has_workspaces:
        yield "Ada", "a workspace", lambda: stage.cast.workspace("Ada")
        yield "Ada", "a second workspace", lambda: stage.cast.workspace("Ada", 1)
    yield "Grace", "an account", lambda: stage.cast.person("Grace")
    yield "Mallory", "an account", lambda: stage.cast.person("Mallory")


def _lacking(who: str, thing: str, why: Remark) -> Remark:
    needed = (who, thing) == ("Ada", "a workspace")
    return Remark(
        part=PART,
        standing=Standing.WRONG if needed else Standing.UNSEEN,
        key=("tenancy", "model") if needed else (),
        says=f"{who} has not {thing} ({why.says})"
        + ("" if needed else ": what needs it is not applicable"),
        attempt="workspaces = […] in [[actor]], or a [fixtures] hook that makes one",
    )


def _tenancy(target: Target) -> Iterator[Remark]:
    """A template that names the workspace is filled with nothing where there are none."""
    if target.has_workspaces:
        return
    for key, template in _templates(target).items():
        if "workspace.id" in placeholders(template):
            yield Remark(
                part=PART,
                standing=Standing.WRONG,
                key=("tenancy", "model"),
                says=f'{key} names {{workspace.id}}, and model = "{target.tenancy}" has none',
                attempt='model = "user+workspace", with workspaces in [[actor]] or [fixtures]',
            )
            return


def _templates(target: Target) -> Mapping[str, str]:
    found = {"connect": f"{target.connect.path} {target.connect.body}"}
    if target.status is not None and target.status.http is not None:
        found["status.http"] = f"{target.status.http.path} {target.status.http.row}"
    return found


def _workspace_selector(stage: Stage) -> Iterator[Remark]:
    fixture = stage.target.fixtures.create_actor
    key = ("fixtures", "create_actor", "workspace")
    selector = getattr(fixture, "workspace", None)
    if not isinstance(fixture, Fixture) or not selector or not _is_asked(fixture):
        return
    made = next((e for e in stage.endpoints.heard if _is(fixture, e)), None)
    if made is not None and jmespath.search(selector, made.json) is None:
        yield _selector(key, selector, made)


def _tried(stage: Stage, get: Callable[[], object]) -> Remark | None:
    """Return what kept somebody or something from being there; None when it is there."""
    try:
        get()
    except NotApplicable as error:
        return Remark(part=PART, standing=Standing.UNSEEN, says=str(error))
    except ControlFailed as error:
        return _explained(stage, str(error))
    return None


def _explained(stage: Stage, error: str) -> Remark:
    last = stage.endpoints.heard[-1] if stage.endpoints.heard else None
    for key, route in _routes(stage.target).items():
        if last is None or not _is(route, last):
            continue
        if last.status is None or not route.accepts(last.status):
            return refused(PART, key, route, last, ".".join(map(str, key)))
        if isinstance(route, Fixture):
            return _selector((*key, "id"), str(route.id), last)
    return Remark(
        part=PART,
        standing=Standing.WRONG,
        key=("fixtures",),
        says=error,
        attempt="correct [fixtures], or [[actor]]",
    )


def _routes(target: Target) -> Mapping[Key, Route]:
    fixtures = target.fixtures
    found: dict[Key, Route | None] = {
        ("auth", "request"): target.auth.request,
        ("tenancy", "select"): target.select,
        ("fixtures", "create_actor"): fixtures.create_actor,
        ("fixtures", "create_workspace"): fixtures.create_workspace,
        ("fixtures", "add_member"): fixtures.add_member,
    }
    return {key: route for key, route in found.items() if route is not None and _is_asked(route)}


def _is_asked(route: Route) -> bool:
    """Say whether it is a request: what is made by SQL or by a command has no answer."""
    return not isinstance(route, Fixture) or not (route.sql or route.command)


def _is(route: Route, exchange: Exchange) -> bool:
    """Say whether an exchange was a route's: what stands in braces may be anything."""
    literal = re.split(r"\{[a-z_.]+\}", route.path)
    pattern = "[^?]*".join(map(re.escape, literal))
    return route.method == exchange.method and bool(re.search(f"{pattern}$", exchange.url))


def _selector(key: Key, selector: str, exchange: Exchange) -> Remark:
    found = [path for path, value in answers.leaves(exchange.json) if value and _ID.search(path)]
    return Remark(
        part=PART,
        standing=Standing.WRONG,
        key=key,
        says=f"nothing stands at {selector!r} of the answer, which is {answers.shape(exchange)}",
        seen=answers.shown(exchange),
        attempt=f"one of {', '.join(found[: answers.MOST])}" if found else "read the answer above",
    )


def _works(target: Target) -> Remark:
    made = "made by [fixtures]" if target.fixtures.create_actor else "declared by [[actor]]"
    ways = {
        "none": "and nobody signs in, so everyone is the same user",
        "cookie-login": "and signed in",
    }
    how = ways.get(target.auth.mode, f"and has a credential ({target.auth.mode})")
    return Remark(part=PART, standing=Standing.WORKS, says=f"Ada is {made} {how}")
