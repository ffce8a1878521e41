"""Whatever comes of its checks: a full run is conformant only where every essential one passed."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nango_conformance.assembly import Gathered, assemble
from nango_conformance.catalogue import Catalogue, Check, Level, load
from nango_conformance.evidence import Entry
from nango_conformance.recorder import Told
from nango_conformance.records import ScenarioRecord
from nango_conformance.results import Run
from nango_conformance.selection import Selection
from nango_conformance.target import Connect, Target, Waiver, Webhook
from nango_conformance.verdict import EXIT_STATUS, Finding, Outcome, RunVerdict

CATALOGUE: Final[Catalogue] = load()
ALL: Final = frozenset(check.id for check in CATALOGUE.checks)
ESSENTIAL: Final = [check for check in CATALOGUE.checks if check.essential]
WEIGHTY: Final = [one for one in CATALOGUE.checks if one.essential or one.level is Level.MUST]

TODAY: Final = datetime.date(2026, 3, 12)
LATER: Final = TODAY + datetime.timedelta(days=1)

GREEN: Final = frozenset({Outcome.PASSED, Outcome.NOT_APPLICABLE, Outcome.WAIVED})
"""What an essential check may be in a run that is conformant."""

SAID: Final = st.sampled_from(
    [
        Outcome.PASSED,
        Outcome.FAILED,
        Outcome.INCONCLUSIVE,
        Outcome.NOT_OBSERVABLE,
        Outcome.NOT_APPLICABLE,
    ]
)
MISSING: Final[list[Outcome]] = []
SCENARIOS: Final = st.lists(SAID, max_size=3)
"""How the scenarios of a check ended; of a missing check there is none."""

STATES: Final = st.fixed_dictionaries({}, optional=dict.fromkeys(sorted(ALL), SCENARIOS))
"""For any checks how their scenarios ended; of the others all passed."""


def told(check: str, outcome: Outcome) -> Told:
    """Return the end of one scenario."""
    record = ScenarioRecord(uri="features/x.feature", name=check, line=1, steps=(), started=0.0)
    reason = "" if outcome is Outcome.PASSED else "for a reason"
    return Told(
        finding=Finding(check=check, outcome=outcome, reason=reason),
        record=record,
        notes=(),
        duration_s=0.0,
        evidence=("E0001",),
    )


def run_of(states: Mapping[str, list[Outcome]], *waivers: Waiver, **more: Any) -> Run:
    """Return a run of the whole catalogue in which these checks ended so and the others passed."""
    ends = tuple(
        told(check, outcome)
        for check in sorted(ALL)
        for outcome in states.get(check, [Outcome.PASSED])
    )
    target = Target(
        name="t", connect=Connect(path="/connect"), webhook=Webhook(path="/hook"), waivers=waivers
    )
    gathered = Gathered(
        target=target,
        seed=1,
        selection=Selection(),
        chosen=ALL,
        wanted=ALL,
        started=0.0,
        told=ends,
        built=frozenset(end.finding.check for end in ends),
        entries=(Entry(id="E0001", scenario="s", title="something", text="was seen"),),
    )
    return assemble(CATALOGUE, dataclasses.replace(gathered, **more), today=TODAY)


def test_a_run_in_which_all_passed_is_conformant() -> None:
    """The positive control of everything below."""
    run = run_of({})

    assert run.verdict is RunVerdict.CONFORMANT
    assert EXIT_STATUS[run.verdict] == 0


@given(states=STATES)
def test_a_conformant_run_has_no_essential_check_that_is_not_green(
    states: dict[str, list[Outcome]],
) -> None:
    """Nor any MUST that failed, nor a control that did not hold, nor nothing at all."""
    run = run_of(states)
    verdicts = {check.id: check.verdict for check in run.checks}

    assert set(verdicts) == ALL
    if EXIT_STATUS[run.verdict] == 0 or run.verdict is RunVerdict.CONFORMANT:
        assert {verdicts[check.id] for check in ESSENTIAL} <= GREEN
        assert all(verdicts[check.id] is not Outcome.FAILED for check in WEIGHTY)
        assert Outcome.PASSED in verdicts.values()
    if any(verdicts[check.id] is Outcome.FAILED for check in WEIGHTY):
        assert run.verdict is RunVerdict.NOT_CONFORMANT
    for item in run.items:
        mine = [one for one in CATALOGUE.checks if one.item == item.item]
        musts = [one for one in mine if one.level is Level.MUST]
        deciding = [one for one in musts if one.essential] or musts
        if item.verdict in {Outcome.PASSED, Outcome.PASSED_WITH_FINDINGS}:
            assert {verdicts[one.id] for one in deciding} <= {
                Outcome.PASSED,
                Outcome.NOT_APPLICABLE,
            }


@given(states=STATES)
def test_no_check_is_greener_than_its_worst_scenario(states: dict[str, list[Outcome]]) -> None:
    """Passed means that every scenario of it passed, and that there was one."""
    run = run_of(states)

    for check in run.checks:
        if check.verdict is Outcome.PASSED:
            ended = states.get(check.id, [Outcome.PASSED])
            assert ended
            assert set(ended) <= {Outcome.PASSED, Outcome.NOT_APPLICABLE}


@pytest.mark.parametrize("check", ESSENTIAL, ids=[check.id for check in ESSENTIAL])
@pytest.mark.parametrize("fault", ["interrupted", None])
def test_an_essential_check_that_was_played_in_part_is_not_green(
    check: Check, fault: str | None
) -> None:
    """Nor is its item, nor what it is the control of: nobody knows what the rest would show."""
    cut = run_of({}, partly={check.id: (2, 8)}, fault=fault)

    found = {one.id: one for one in cut.checks}
    dependants = [one.id for one in CATALOGUE.checks if check.id in one.controls]
    assert found[check.id].verdict is Outcome.INCONCLUSIVE
    assert found[check.id].reason.startswith("2 of its 8 stories were played")
    assert (fault or "played") in found[check.id].reason
    assert all(found[id_].verdict is Outcome.INCONCLUSIVE for id_ in dependants)
    assert all(one.verdict is not Outcome.PASSED for one in cut.items if one.item == check.item)
    assert cut.verdict is RunVerdict.INCONCLUSIVE


def test_what_failed_in_the_part_that_was_played_has_failed() -> None:
    """The rest could make it no better."""
    cut = run_of({"NAF-06.1": [Outcome.FAILED]}, partly={"NAF-06.1": (1, 2)}, fault="interrupted")

    verdicts = {one.id: one.verdict for one in cut.checks}
    assert verdicts["NAF-06.1"] is Outcome.FAILED
    assert cut.verdict is RunVerdict.NOT_CONFORMANT


@pytest.mark.parametrize("check", ESSENTIAL, ids=[check.id for check in ESSENTIAL])
@pytest.mark.parametrize(
    ("ended", "verdict"),
    [
        ([Outcome.FAILED], RunVerdict.NOT_CONFORMANT),
        ([Outcome.INCONCLUSIVE], RunVerdict.INCONCLUSIVE),
        ([Outcome.NOT_OBSERVABLE], RunVerdict.INCONCLUSIVE),
        (MISSING, RunVerdict.INCONCLUSIVE),
    ],
    ids=["failed", "inconclusive", "unseen", "missing"],
)
def test_one_essential_check_is_enough(
    check: Check, ended: list[Outcome], verdict: RunVerdict
) -> None:
    """To keep a run from being conformant, though everything else passed."""
    run = run_of({check.id: ended})

    assert run.verdict is verdict
    assert EXIT_STATUS[run.verdict] in {1, 3}


@pytest.mark.parametrize("check", ESSENTIAL, ids=[check.id for check in ESSENTIAL])
def test_only_a_waiver_that_is_in_force_makes_up_for_it(check: Check) -> None:
    """One that has ended, or that is needless, fails the run instead."""
    in_force = Waiver(check=check.id, reason="known", until=LATER)
    ended = Waiver(check=check.id, reason="known", until=TODAY - datetime.timedelta(days=1))
    red = {check.id: [Outcome.FAILED]}

    assert run_of(red, ended).verdict is RunVerdict.NOT_CONFORMANT
    assert run_of({}, in_force).verdict is RunVerdict.NOT_CONFORMANT
    dependants = [one for one in CATALOGUE.checks if check.id in one.controls and one.essential]
    waived = run_of(red, in_force).verdict
    assert waived is (RunVerdict.INCONCLUSIVE if dependants else RunVerdict.CONFORMANT)
