"""What the plugin keeps of each scenario, and whose fault it is when the target is gone."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, Final

import pytest

from nango_conformance.errors import (
    ControlFailed,
    Nonconformance,
    NotApplicable,
    NotObservable,
)
from nango_conformance.records import StepOutcome
from nango_conformance.verdict import Outcome

Make = Callable[..., Any]

STEP: Final = SimpleNamespace(name="Ada starts", type="when")
DEAD: Final = {"died": "the target ended with exit status 1", "died_by_itself": True}


def begin(world: Any, item: Any) -> None:
    """Begin a scenario as pytest-bdd announces it."""
    world.plugin.pytest_bdd_before_scenario(
        SimpleNamespace(node=item),
        SimpleNamespace(rel_filename="../somewhere/features/01.feature"),
        SimpleNamespace(name="Ada starts", line_number=7),
    )


def ended(excinfo: Any) -> Any:
    """Return the end of a phase as pytest tells it."""
    return SimpleNamespace(excinfo=excinfo, when="call", duration=0.1)


def run(world: Any, *errors: BaseException, begins: bool = True, evidence: bool = True) -> Any:
    """Run a scenario of one step through the plugin's hooks; return why pytest should stop."""
    plugin, item = world.plugin, world.item("NAF-01.1", "must")
    protocol: Any = plugin.pytest_runtest_protocol(item, None)
    next(protocol)
    if begins:
        begin(world, item)
        plugin.pytest_bdd_before_step(STEP)
        plugin.pytest_bdd_after_step(STEP)
    if evidence:
        world.session.ledger.open(item.nodeid)
        world.session.ledger.record("seen", "it")
    for value in errors:
        report = plugin.pytest_runtest_makereport(item, ended(SimpleNamespace(value=value)))
        assert (report.outcome, report.longrepr) == ("failed", str(value))
    assert plugin.pytest_runtest_makereport(item, ended(None)).passed
    with pytest.raises(StopIteration):
        protocol.send(None)
    return item.session.shouldstop


def test_a_scenario_is_recorded_as_it_ran(make: Make) -> None:
    """Its check, its place in the specification, its tags, its steps and its evidence."""
    world = make()

    assert run(world) is False

    (told,) = world.plugin.told
    assert world.heard.ends == [told]
    assert (told.finding.check, told.finding.outcome) == ("NAF-01.1", Outcome.PASSED)
    assert (told.record.uri, told.record.line) == ("features/01.feature", 7)
    assert told.record.tags == ("@NAF-01.1", "@must")
    assert [step.text for step in told.record.steps] == ["Ada starts"]
    assert told.evidence == ("E0001",)


@pytest.mark.parametrize(
    ("errors", "outcome"),
    [
        ((NotApplicable("a"), NotObservable("b")), Outcome.NOT_OBSERVABLE),
        ((NotObservable("b"), NotApplicable("a")), Outcome.NOT_OBSERVABLE),
        ((NotApplicable("a"),), Outcome.NOT_APPLICABLE),
        ((Nonconformance("x", "y"), NotObservable("b")), Outcome.FAILED),
        ((ControlFailed("c"), NotObservable("b")), Outcome.INCONCLUSIVE),
    ],
)
def test_what_could_not_be_seen_is_not_made_up_for(
    make: Make, errors: tuple[Exception, ...], outcome: Outcome
) -> None:
    """By a later step that does not apply; what is wrong is wrong all the same."""
    world = make()

    run(world, *errors)

    (told,) = world.plugin.told
    assert told.finding.outcome is outcome


def test_a_scenario_without_evidence_proved_nothing(make: Make) -> None:
    """However green its steps are."""
    world = make()

    run(world, evidence=False)

    assert world.plugin.told[0].finding.outcome is Outcome.INCONCLUSIVE


def test_the_first_error_counts(make: Make) -> None:
    """What breaks afterwards, in clearing up, follows from it or hides it."""
    world = make()

    run(world, ControlFailed("first"), RuntimeError("second"))

    assert world.plugin.told[0].finding.reason == "first"


def test_an_interrupt_is_no_error_of_a_scenario(make: Make) -> None:
    """It ends the run, not the check."""
    world = make()

    run(world, KeyboardInterrupt())

    assert world.plugin.told[0].finding.outcome is Outcome.PASSED


def test_steps_that_fail_or_mean_nothing_are_recorded(make: Make) -> None:
    """Each as what it is."""
    world = make()
    begin(world, world.item("NAF-01.1"))

    world.plugin.pytest_bdd_step_error(STEP, ControlFailed("no"))
    world.plugin.pytest_bdd_step_func_lookup_error(STEP, LookupError("unknown"))

    assert [step.outcome for step in world.plugin._scene.steps] == [
        StepOutcome.UNKNOWN,
        StepOutcome.UNDEFINED,
    ]


def test_hooks_outside_a_scenario_say_nothing(make: Make) -> None:
    """Steps of something else than a scenario of ours are none of the plugin's."""
    plugin = make().plugin

    plugin.pytest_bdd_before_step(STEP)
    plugin.pytest_bdd_after_step(STEP)
    plugin.pytest_bdd_step_error(STEP, ValueError())
    plugin.pytest_bdd_step_func_lookup_error(STEP, ValueError())

    assert plugin.told == []


@pytest.mark.parametrize(("errors", "reason"), [((), "no reason known"), ((OSError("x"),), "x")])
def test_a_scenario_that_did_not_begin_ends_the_run(
    make: Make, errors: tuple[Exception, ...], reason: str
) -> None:
    """Nobody knows what it would have shown."""
    world = make()

    stopped = run(world, *errors, begins=False)

    assert stopped == world.plugin.fault == f"features::one did not begin: {reason}"
    assert world.heard.ends == []


def test_a_target_that_dies_by_itself_fails_the_check_once(make: Make) -> None:
    """It is started again, and the run goes on; its log is told."""
    world = make(process=DEAD)

    assert run(world, ControlFailed("no answer")) is False

    finding = world.plugin.told[0].finding
    assert finding.outcome is Outcome.FAILED
    assert finding.seen == "the target ended with exit status 1; it said:\nout of memory"
    assert (world.session.process.restarts, world.plugin.fault) == (1, None)


def test_a_target_that_dies_again_ends_the_run(make: Make) -> None:
    """Once is a finding, twice is a target that cannot be judged."""
    world = make(process=DEAD)
    run(world)
    world.session.process.died = "the target ended"

    stopped = run(world)

    assert stopped == world.plugin.fault
    assert world.plugin.fault.startswith("the target ended in the middle of the run")
    assert [told.finding.outcome for told in world.plugin.told] == [
        Outcome.FAILED,
        Outcome.INCONCLUSIVE,
    ]
    assert world.session.process.restarts == 1


def test_a_target_that_stays_dead_still_failed_its_check(make: Make) -> None:
    """That it cannot be started again ends the run, and takes nothing from what it did."""
    world = make(process={**DEAD, "stuck": "never ready"})

    stopped = run(world)

    (told,) = world.plugin.told
    assert told.finding.outcome is Outcome.FAILED
    assert told.finding.seen == "the target ended with exit status 1; it said:\nout of memory"
    assert stopped == world.plugin.fault
    assert world.plugin.fault == "the target could not be started again: never ready"


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ({"process": {"died": "killed"}}, "killed"),
        ({"gone": "nothing answers at http://x"}, "nothing answers at http://x"),
    ],
)
def test_a_target_that_was_ended_from_outside_cannot_be_judged(
    make: Make, how: dict[str, Any], reason: str
) -> None:
    """Killed, or no longer where it was: the check is inconclusive, and the run is over."""
    world = make(**how)

    stopped = run(world)

    assert stopped == world.plugin.fault
    finding = world.plugin.told[0].finding
    assert (finding.outcome, finding.reason) == (Outcome.INCONCLUSIVE, reason)
    fault = f"{reason} in the middle of the run; what was judged before stands"
    assert world.plugin.fault == fault


def test_a_target_that_lives_changes_nothing(make: Make) -> None:
    """Started or attached."""
    world = make(process={})

    assert run(world) is False
    assert world.plugin.told[0].finding.outcome is Outcome.PASSED
