"""Which odd creations are sent to which targets, and what stands in for one that is none."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from fake_nango.client import ControlError, Delivery
from nango_conformance.errors import ControlFailed, NotApplicable
from nango_conformance.evidence import Hook
from nango_conformance.stage import forging
from nango_conformance.stage.forgeries import Forgery
from nango_conformance.target import Attribution, Target

GENUINE = Delivery(
    id="d-1",
    state="delivered",
    environment="dev",
    person=None,
    connection="c-1",
    integration="outlook",
    event={"type": "auth"},
    body="{}",
    headers=(),
    attempts=(),
    created_seq=1,
    defect=None,
    repeat_of=None,
)


def stage_of(target: Target, refusal: str | None = None) -> Any:
    """Return a stage whose fake forges, or says why it cannot."""

    def forge(_id: str, _defect: str) -> Delivery:
        if refusal is not None:
            raise ControlError(refusal, 400)
        return GENUINE

    def workspace(*_: str) -> str:
        if not target.has_workspaces:
            raise NotApplicable("the target has no workspaces")
        return "w-2"

    control = SimpleNamespace(forge=forge, repeat=lambda _id: (GENUINE,))
    return SimpleNamespace(
        target=target, nango=SimpleNamespace(control=control), workspace=workspace
    )


@pytest.mark.parametrize(
    ("forgery", "paths", "says"),
    [
        (Forgery.TAGS_ALONE, ("end_user.id", "tags.workspace_id"), "does not name tags alone"),
        (Forgery.TAGS_ALONE, (), "does not name tags alone"),
        (Forgery.NO_MAIL, ("tags.end_user_id",), "names no end_user"),
        (Forgery.NO_WORKSPACE, (), "no workspaces"),
    ],
)
def test_what_a_target_declares_takes_the_point_from_a_forgery(
    make_target: Callable[..., Target], forgery: Forgery, paths: tuple[str, ...], says: str
) -> None:
    """How its sessions name people, and whether it has workspaces."""
    named = {path: Attribution(path=path, equals="x") for path in paths}
    stage = stage_of(make_target(attribution=named, tenancy="user"))

    with pytest.raises(NotApplicable, match=says):
        forging.check_applicable(stage, "Ada", forgery)


@pytest.mark.parametrize("forgery", [Forgery.NO_END_USER, Forgery.TEXT_FALSE, Forgery.NULL_BODY])
def test_all_others_are_for_everybody(make_target: Callable[..., Target], forgery: Forgery) -> None:
    """Nothing that a target declares spares it an odd body."""
    forging.check_applicable(stage_of(make_target(attribution={}, tenancy="user")), "Ada", forgery)


def test_a_webhook_without_end_user_needs_no_forgery(
    make_target: Callable[..., Target], make_hook: Callable[..., Hook]
) -> None:
    """Where the session has tags alone, the genuine one is so already, and goes out itself."""
    stage = stage_of(make_target(), "This webhook is so already")

    assert forging.forged(stage, make_hook(200), Forgery.NO_END_USER).id == GENUINE.id


def test_what_nango_cannot_send_proves_nothing(
    make_target: Callable[..., Target], make_hook: Callable[..., Hook]
) -> None:
    """The reason is told: a webhook without tags has none to change."""
    stage = stage_of(make_target(), "The webhook has no tags")

    with pytest.raises(ControlFailed, match=r"cannot send .* changed: The webhook has no tags"):
        forging.forged(stage, make_hook(200), Forgery.CHANGED_TAG)
