"""What a forgery did is looked at before its twin comes; a refusal counts by both."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from nango_conformance.errors import ControlFailed, Nonconformance, NotApplicable
from nango_conformance.evidence import Call, Hook, Link, LinkState, Reading
from nango_conformance.stage import judging, looking
from nango_conformance.stage.attempt import Twin
from nango_conformance.stage.forgeries import BELIEVED, DEFECTS, Forgery
from nango_conformance.stage.forging import check_applicable
from nango_conformance.target import Reconcile, Target

NONE = Reading(links=(), exchange="E0001")
ACTIVE = Reading(
    links=(Link(state=LinkState.ACTIVE, said="active", connection_id="c-1", row_id=None),),
    exchange="E0002",
)


@pytest.fixture
def make_stage(make_target: Callable[..., Target]) -> Callable[..., Any]:
    """Give a maker of stages: a forgery came, then its twin, which made the link active."""

    def make(before: Reading | None, answer: Hook | None, calls: tuple[Call, ...] = ()) -> Any:
        attempt = SimpleNamespace(glimpse=None, values={}, mark=0, ended=False)
        return SimpleNamespace(
            target=make_target(),
            twin=Twin(hook=answer, before=before, mark=5),
            attempt=lambda *_: attempt,
            cast=SimpleNamespace(person=lambda who: who),
            nango=SimpleNamespace(settle=lambda: None, hooks=lambda *_: (), calls=lambda *_: calls),
            read=lambda *_: ACTIVE,
            by_status=before is None,
            when=0,
            absent=None,
        )

    return make


def test_what_the_twin_makes_active_is_not_the_forgerys_doing(
    make_stage: Callable[..., Any], make_hook: Callable[..., Hook]
) -> None:
    """The link is active now; it was not when the forgery had been answered."""
    assert judging.none_active(make_stage(NONE, make_hook(200)), "Ada") == ()


def test_what_was_active_before_the_twin_came_is(
    make_stage: Callable[..., Any], make_hook: Callable[..., Hook]
) -> None:
    """A forgery that was believed is a failure, whatever became of its twin."""
    with pytest.raises(Nonconformance, match="no active link; saw active"):
        judging.none_active(make_stage(ACTIVE, make_hook(409)), "Ada")


@pytest.mark.parametrize("before", [NONE, None])
def test_a_refusal_without_an_accepted_twin_means_nothing(
    make_stage: Callable[..., Any], make_hook: Callable[..., Hook], before: Reading | None
) -> None:
    """Whether links can be seen or the status decided."""
    with pytest.raises(ControlFailed, match="not accepted either: status 401"):
        judging.none_active(make_stage(before, make_hook(401)), "Ada")


def test_calls_that_the_twin_leads_to_are_not_the_forgerys_doing(
    make_stage: Callable[..., Any], make_hook: Callable[..., Hook], make_call: Callable[..., Call]
) -> None:
    """Up to the twin's place in the journal they count, from then on they do not."""
    before, after = (make_call("POST /sync/trigger", seq=seq) for seq in (5, 6))
    stage = make_stage(NONE, make_hook(200), (before, after))

    assert looking.calls_of_the_when(stage, "Ada") == (before,)


def test_every_forgery_is_one_of_the_fakes() -> None:
    """Each word of the features has its defect, and no two are the same, but for one of tags."""
    assert DEFECTS.keys() == set(Forgery)
    assert len(set(DEFECTS.values())) == len(DEFECTS) - 1
    assert DEFECTS[Forgery.TAGS_ALONE] == DEFECTS[Forgery.NO_END_USER]
    assert set(Forgery) > BELIEVED


def test_nango_knows_better_than_a_webhook_that_somebody_changed(
    make_stage: Callable[..., Any], make_hook: Callable[..., Hook], make_target: Callable[..., Any]
) -> None:
    """Whoever asks it for the connection may take its word; anybody else goes by the webhook."""
    stage = make_stage(ACTIVE, make_hook(200))
    stage.attempt("Ada").connection_id = "c-1"
    stage.hook = dataclasses.replace(make_hook(200), defect=DEFECTS[Forgery.NAMELESS])
    stage.target = make_target(reconcile=Reconcile(confirm=True))
    assert judging.none_active(stage, "Ada") == ()

    stage.attempt("Ada").connection_id = "c-2"
    with pytest.raises(Nonconformance, match="connection id c-2"):
        judging.none_active(stage, "Ada")

    stage.target = make_target()
    with pytest.raises(Nonconformance, match="no active link"):
        judging.none_active(stage, "Ada")


def test_two_lines_are_sent_where_nothing_joins_them(make_target: Callable[..., Target]) -> None:
    """A proxy on the way may make one of them, and then the target is not to blame."""
    near: Any = SimpleNamespace(target=make_target(base_url="http://127.0.0.1:3000"))
    far: Any = SimpleNamespace(target=make_target(base_url="https://a.example"))

    check_applicable(near, "Ada", Forgery.TWO_LINES)
    with pytest.raises(NotApplicable, match="may join two lines"):
        check_applicable(far, "Ada", Forgery.TWO_LINES)
