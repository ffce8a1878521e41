"""Who is there: people are made or known, signed in, and have the workspaces that a run needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Final

import jmespath

from nango_conformance.doctor.explaining import empty_selector, explained, is_asked, is_of
from nango_conformance.doctor.remark import Key, Part, Remark, Remarks, Standing
from nango_conformance.errors import ControlFailed, NotApplicable
from nango_conformance.stage import Stage
from nango_conformance.target import Target, placeholders

PART: Final = Part.SIGN_IN


def examined(stage: Stage) -> Remarks:
    """Return whether the cast can be brought on the stage, Ada first: nothing goes without her."""
    return tuple(_remarks(stage))


def _remarks(stage: Stage) -> Iterator[Remark]:
    yield from _tenancy(stage.target)
    made = ("fixtures", "create_actor") if stage.target.makes_people else ("actor",)
    missing = _tried(stage, made, lambda: stage.cast.person("Ada"))
    if missing is not None:
        yield _needed(missing, made)
        return
    yield from _workspace_selector(stage)
    ada = stage.cast.person("Ada")
    signed = _tried(stage, ("auth", "request"), lambda: stage.endpoints.sign_in(ada))
    yield signed or _works(stage.target)
    if stage.target.has_workspaces:
        yield from _workspaces(stage)
    for who in ("Grace", "Mallory"):
        missing = _tried(stage, ("fixtures",), partial(stage.cast.person, who))
        yield from _lacking(missing)


def _workspaces(stage: Stage) -> Iterator[Remark]:
    key = ("fixtures", "create_workspace")
    missing = _tried(stage, key, lambda: stage.cast.workspace("Ada"))
    if missing is not None:
        yield _needed(missing, ("tenancy", "model"))
        return
    yield from _lacking(_tried(stage, key, lambda: stage.cast.workspace("Ada", 1)))


def _tried(stage: Stage, key: Key, get: Callable[[], object]) -> Remark | None:
    """Return what kept somebody or something from being there; None when it is there."""
    try:
        get()
    except (NotApplicable, ControlFailed) as error:
        return explained(stage, PART, error, key)
    return None


def _needed(missing: Remark, key: Key) -> Remark:
    """Return that a run cannot do without what is missing."""
    if missing.standing is not Standing.UNSEEN:
        return missing
    return Remark(
        part=PART,
        standing=Standing.WRONG,
        key=key,
        says=missing.says,
        attempt="an [[actor]] with id and workspaces, or [fixtures] that make them",
    )


def _lacking(missing: Remark | None) -> Iterator[Remark]:
    """Yield that a run can do without what is missing, and what it then cannot judge."""
    if missing is not None and missing.standing is Standing.UNSEEN:
        says = f"{missing.says}: what needs it is not applicable"
        yield Remark(part=PART, standing=Standing.UNSEEN, says=says)
    elif missing is not None:
        yield missing


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
    hook = stage.target.fixtures.create_actor
    if hook is None or hook.workspace is None or not is_asked(hook):
        return
    made = next((exchange for exchange in stage.endpoints.heard if is_of(hook, exchange)), None)
    if made is not None and jmespath.search(hook.workspace, made.json) is None:
        key = ("fixtures", "create_actor", "workspace")
        yield empty_selector(PART, key, hook.workspace, made)


def _works(target: Target) -> Remark:
    made = "made by [fixtures]" if target.makes_people else "declared by [[actor]]"
    ways = {
        "none": "and nobody signs in, so everyone is the same user",
        "cookie-login": "and signed in",
    }
    how = ways.get(target.auth.mode, f"and has a credential ({target.auth.mode})")
    return Remark(part=PART, standing=Standing.WORKS, says=f"Ada is {made} {how}")
