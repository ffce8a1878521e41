"""Nango is silent no longer than it takes to judge, then it fails, then it is well."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from nango_conformance.errors import ControlFailed, Nonconformance, NotApplicable, NotObservable
from nango_conformance.evidence import Hook, Link, LinkState, Reading
from nango_conformance.stage import syncing
from nango_conformance.target import Limits, Reconcile, Route, Sync, Target


def reading(state: LinkState) -> Reading:
    """Return one link in a state."""
    link = Link(state=state, said=state.value, connection_id="c-1", row_id=None)
    return Reading(links=(link,), exchange="E0001")


AT_ONCE = Limits(activation_s=0, sync_s=0, quiet_s=0)
ACTIVE, PENDING = reading(LinkState.ACTIVE), reading(LinkState.PENDING)


@dataclasses.dataclass(slots=True)
class Fake:
    """A fake of which the first fault has been met, with the story of its faults."""

    hook: Hook
    met: int = 1
    story: list[str] = dataclasses.field(default_factory=list)

    def add_fault(self, name: str, endpoint: str, answer: dict[str, object], **_: int) -> str:
        """Tell of it, and return its number."""
        self.story.append(f"{endpoint}: {'silence' if 'hang' in answer else 'failure'} {name[:0]}")
        return str(len(self.story))

    def clear_faults(self, fault: str) -> None:
        """Tell of that, too."""
        self.story.append(f"without {fault}")

    def faults(self) -> tuple[Any, ...]:
        """Return the first, met or not."""
        return (SimpleNamespace(id="1", met=self.met),)


@pytest.fixture
def make(
    make_target: Callable[..., Target], make_hook: Callable[..., Hook]
) -> Callable[..., tuple[Any, Any]]:
    """Give a maker of a stage and an attempt on it, whose link and webhook are in some state."""

    def make_(state: Reading, *, status: int = 200, met: int = 1, **more: Any) -> tuple[Any, Any]:
        fake = Fake(make_hook(status), met)
        stage = SimpleNamespace(
            target=make_target(sync=Sync(mode="trigger"), limits=AT_ONCE, **more),
            nango=SimpleNamespace(
                control=fake,
                hooks=lambda *_: (fake.hook,),
                settle=lambda: fake.story.append("settled"),
            ),
            probe=SimpleNamespace(available=True),
            cast=SimpleNamespace(person=lambda who: who),
            read=lambda *_: state,
            unwell=None,
        )
        attempt = SimpleNamespace(
            who="Ada", mark=0, connection_id="c-1", values={}, patience=lambda s: s
        )
        stage.attempt = lambda *_: attempt
        return stage, attempt

    return make_


def test_silence_turns_into_failure_and_failure_into_health(
    make: Callable[..., tuple[Any, Any]],
) -> None:
    """What the target had stored by then is kept, and so is what failed."""
    stage, attempt = make(ACTIVE)
    syncing.fall_silent(stage)

    with syncing.endured(stage, attempt):
        stage.nango.control.story.append("the flow ends")

    told = [line.split(":")[-1].strip() for line in stage.nango.control.story]
    assert told[:2] == ["silence", "silence"]
    assert told[2:6] == ["failure", "failure", "without 1", "without 2"]
    assert told[6:8] == ["the flow ends", "settled"]
    assert told[8:] == ["without 1", "without 2", "without 3", "without 4"]
    assert stage.unwell.held == stage.unwell.failed == ACTIVE
    assert syncing.stored_before(stage, "Ada", stage.unwell) == ()


def test_what_is_pending_while_nango_is_silent_was_not_stored_before(
    make: Callable[..., tuple[Any, Any]],
) -> None:
    """The webhook is answered in this story, so nobody waits."""
    stage, attempt = make(PENDING)
    syncing.fall_silent(stage)

    with syncing.endured(stage, attempt):
        pass

    with pytest.raises(Nonconformance, match="saw pending"):
        syncing.stored_before(stage, "Ada", stage.unwell)


def test_what_was_lost_for_a_while_did_not_stay_active(
    make: Callable[..., tuple[Any, Any]],
) -> None:
    """The reading after the failure counts beside those after it was mended."""
    stage, _ = make(ACTIVE)
    syncing.fail(stage)
    stage.unwell.met, stage.unwell.failed = True, PENDING

    with pytest.raises(Nonconformance, match="an active link"):
        syncing.stays_active(stage, "Ada")
    stage.unwell.failed = ACTIVE
    assert syncing.stays_active(stage, "Ada") == ()


def test_a_sync_that_nobody_asked_for_has_not_failed(
    make: Callable[..., tuple[Any, Any]],
) -> None:
    """The webhook was refused for good, so nobody waits for one either."""
    stage, attempt = make(PENDING, status=401, met=0)
    stage.nango.control.hook = dataclasses.replace(stage.nango.control.hook, state="failed")
    for begin in (syncing.fail, syncing.fall_silent):
        begin(stage)
        with syncing.endured(stage, attempt):
            pass

    with pytest.raises(ControlFailed, match="none has failed"):
        syncing.stays_active(stage, "Ada")
    with pytest.raises(ControlFailed, match="no first sync was seen"):
        syncing.stored_before(stage, "Ada", stage.unwell)


def test_a_sync_that_the_browsers_report_begins_cannot_be_held(
    make: Callable[..., tuple[Any, Any]],
) -> None:
    """The report is the harness's own request, and it cannot look meanwhile."""
    stage, _ = make(ACTIVE, finalise=Route(path="/done"))
    syncing.fall_silent(stage)

    with pytest.raises(NotObservable, match="finalise"):
        syncing.stored_before(stage, "Ada", stage.unwell)


def test_what_no_status_shows_is_not_observable(make: Callable[..., tuple[Any, Any]]) -> None:
    """Neither what is held nor what has failed is looked at then."""
    stage, attempt = make(ACTIVE)
    stage.probe.available = False
    syncing.fall_silent(stage)

    with syncing.endured(stage, attempt):
        pass

    assert stage.unwell.held is None
    assert stage.unwell.failed is None
    with pytest.raises(NotObservable, match="neither"):
        syncing.stored_before(stage, "Ada", stage.unwell)


def test_without_trouble_nothing_is_watched(make: Callable[..., tuple[Any, Any]]) -> None:
    """A usual flow costs nothing more."""
    stage, attempt = make(ACTIVE)

    with syncing.endured(stage, attempt):
        pass

    assert stage.nango.control.story == []


@pytest.mark.parametrize(
    ("sync", "confirm", "error"),
    [
        (Sync(mode="none"), False, NotApplicable),
        (Sync(mode="auto"), False, NotApplicable),
        (Sync(mode="job"), False, NotObservable),
        (Sync(mode="proxy", match=("GET /proxy/me",)), True, NotApplicable),
    ],
)
def test_whose_first_sync_cannot_be_met_is_said(
    make: Callable[..., tuple[Any, Any]],
    sync: Sync,
    confirm: bool,  # noqa: FBT001 - a column of the table
    error: type[Exception],
) -> None:
    """By what is declared, and before anything happens."""
    stage, _ = make(ACTIVE, reconcile=Reconcile(confirm=confirm), profile="seed")
    stage.target = dataclasses.replace(stage.target, sync=sync)

    with pytest.raises(error):
        syncing.fail(stage)
    assert stage.nango.control.story == []
