"""What is done for a target that says how it makes up for a lost webhook."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from nango_conformance.errors import NotApplicable
from nango_conformance.stage import recovering
from nango_conformance.target import Reconcile, Route, Target


def stage_of(target: Target) -> Any:
    """Return a stage that remembers who looked, and what was reported."""
    done: list[str] = []
    return SimpleNamespace(
        target=target,
        cast=SimpleNamespace(person=lambda who: who),
        probe=SimpleNamespace(look=lambda who, _values: done.append(f"{who} looked")),
        endpoints=SimpleNamespace(call=lambda *_, person: done.append(f"{person} reported")),
        done=done,
    )


def test_without_recovery_the_reason_says_what_that_costs(
    make_target: Callable[..., Target],
) -> None:
    """Nango gives up after three attempts."""
    with pytest.raises(NotApplicable, match=r'recovery = "none".* for good'):
        recovering.wanted(stage_of(make_target()))


def test_a_recovery_by_the_browser_needs_its_route(make_target: Callable[..., Target]) -> None:
    """There is nothing to report to without one."""
    target = make_target(reconcile=Reconcile(recovery="finalise"))

    with pytest.raises(NotApplicable, match="finalise"):
        recovering.wanted(stage_of(target))


@pytest.mark.parametrize(
    ("recovery", "does"),
    [("poll", []), ("finalise", ["Ada reported"]), ("refresh", ["Ada looked"])],
)
def test_what_is_declared_is_done(
    make_target: Callable[..., Target], recovery: str, does: list[str]
) -> None:
    """A target that polls needs time alone."""
    target = make_target(reconcile=Reconcile(recovery=recovery), finalise=Route(path="/done"))
    stage = stage_of(target)
    attempt: Any = SimpleNamespace(who="Ada", values={}, connection_id="c-1", report=None)

    recovering.wanted(stage)
    recovering.recover(stage, attempt)

    assert stage.done == does
