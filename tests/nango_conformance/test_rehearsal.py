"""What is red in company is played alone; what that shows is what is said."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest

from nango_conformance import rehearsal
from nango_conformance.errors import TargetUnusable
from nango_conformance.evidence import Lag
from nango_conformance.rehearsal import MOST_RED, asked_for, events_of, left_out
from nango_conformance.schedules import Event, all_schedules, schedule_of
from nango_conformance.stage.orders import Company
from nango_conformance.target import Fixture, Fixtures, Route, Status, StatusHttp, Target
from nango_conformance.verdict import Outcome
from tests.nango_conformance.rehearsing import FEW, Play, Process, outcomes, rehearsed

MakeTarget = Callable[..., Target]


@pytest.fixture
def play(monkeypatch: pytest.MonkeyPatch) -> Play:
    """Give such a stage."""
    made = Play()
    monkeypatch.setattr(rehearsal, "in_company", made.in_company)
    monkeypatch.setattr(rehearsal, "alone", made.one_alone)
    return made


@pytest.fixture
def target(make_target: MakeTarget) -> Target:
    """Give a target that makes people and shows links."""
    return make_target(
        status=Status(http=StatusHttp(path="/links")),
        fixtures=Fixtures(create_actor=Fixture(path="/people")),
    )


def test_what_passes_in_company_is_not_played_again(target: Target, play: Play) -> None:
    """That is what makes it quick."""
    made = rehearsed(target, play)

    assert set(outcomes(made).values()) == {Outcome.PASSED}
    assert len(made.judged) == len(FEW)
    assert (play.companies, play.played_alone) == ([len(FEW)], [])
    assert play.heard == ["5 to play", "5 played, 0 suspects"]


def test_a_red_counts_if_it_is_red_alone(target: Target, play: Play) -> None:
    """With the reason and the evidence of that."""
    play.company = {"S-wd": Outcome.FAILED}
    play.alone = {"S-wd": [Outcome.FAILED]}
    made = rehearsed(target, play)

    red = made.judged[schedule_of("S-wd")]
    assert (red.outcome, red.reason) == (Outcome.FAILED, "seen alone in S-wd")
    assert red.evidence == ("E0001",)


def test_one_that_is_not_is_uncertain(target: Target, play: Play) -> None:
    """And says what was seen."""
    play.company = {"S-wd": Outcome.FAILED}
    made = rehearsed(target, play)

    one = made.judged[schedule_of("S-wd")]
    assert one.outcome is Outcome.INCONCLUSIVE
    assert one.reason == "red in company, and not alone: seen in S-wd"


@pytest.mark.parametrize("lag", [Lag(worst_s=1.0), Lag(stretch=5.0)])
def test_an_overloaded_machine_explains_it(target: Target, play: Play, lag: Lag) -> None:
    """Then what was seen alone is what is said, with a note."""
    play.lag = lag
    play.company = {"S-wd": Outcome.FAILED}
    one = rehearsed(target, play).judged[schedule_of("S-wd")]

    assert one.outcome is Outcome.PASSED
    assert "the machine was overloaded" in one.notes[0].text


def test_chance_gets_more_than_one_chance(target: Target, play: Play) -> None:
    """Where events come together, one quiet replay proves nothing."""
    play.company = {"S-w+d": Outcome.FAILED}
    play.alone = {"S-w+d": [Outcome.PASSED, Outcome.PASSED, Outcome.FAILED]}

    assert outcomes(rehearsed(target, play))["S-w+d"] is Outcome.FAILED
    assert play.played_alone == ["S-w+d"] * 3


def test_what_could_not_be_judged_in_company_is_judged_alone(target: Target, play: Play) -> None:
    """There it may pass, and then it has passed."""
    play.company = {"S-wd": Outcome.INCONCLUSIVE}
    made = rehearsed(target, play)

    assert outcomes(made)["S-wd"] is Outcome.PASSED


def test_who_spoilt_it_for_others_is_found(target: Target, play: Play) -> None:
    """By halves; the others are not to blame."""
    play.spoilers = {"S-ws"}
    play.alone = {"S-ws": [Outcome.FAILED]}
    made = rehearsed(target, play)

    assert outcomes(made)["S-ws"] is Outcome.FAILED
    assert play.played_alone == ["S-ws"]
    assert sum(one is Outcome.PASSED for one in outcomes(made).values()) == len(FEW) - 1


def test_a_target_that_ended_once_in_company_is_not_conformant(target: Target, play: Play) -> None:
    """Though nobody did it again: somebody of them has."""
    play.process = Process(ends=1)
    made = rehearsed(target, play)

    assert set(outcomes(made).values()) == {Outcome.PASSED}
    assert made.fault is not None
    assert "the target ended with signal SIGSEGV" in made.fault
    assert "nobody can say whose doing it was" in made.fault


def test_others_that_changed_once_in_company_leave_it_open(target: Target, play: Play) -> None:
    """As nobody of them did it with fewer about."""
    play.spoilers, play.spoilt_from = {"S-ws"}, 2
    made = rehearsed(target, play)

    assert (made.fault or "").startswith("others changed")


def test_no_load_explains_what_was_done_to_others(target: Target, play: Play) -> None:
    """Nor the end of the target: who did it and does not do it alone stays uncertain."""
    play.spoilers, play.lag = {"S-ws"}, Lag(stretch=9.0, worst_s=1.0)
    made = rehearsed(target, play)

    assert outcomes(made)["S-ws"] is Outcome.INCONCLUSIVE
    assert made.fault is None


def test_what_the_target_printed_is_kept_without_secrets(target: Target, play: Play) -> None:
    """It is quoted where it ends, and may print all its variables."""
    play.process = Process(ends=1)
    made = rehearsed(target, play, FEW[:1], each_alone=True)

    (judged,) = made.judged.values()
    assert judged.outcome is Outcome.FAILED
    assert "KEY=‹secret›" in judged.reason
    assert "hush" not in judged.reason + judged.seen


def test_enough_is_enough(target: Target, play: Play) -> None:
    """Of many reds some are shown, and the others are told."""
    many = all_schedules(events_of(target))[:60]
    play.company = {one.id: Outcome.FAILED for one in many[1:]}
    play.alone = {one.id: [Outcome.FAILED] for one in many}
    made = rehearsed(target, play, many)

    said = list(outcomes(made).values())
    assert said.count(Outcome.FAILED) == MOST_RED
    assert said.count(Outcome.INCONCLUSIVE) == 59 - MOST_RED
    assert "not played alone, as so many others are" in made.judged[many[-1]].reason


def test_it_ends_where_nothing_can_be_judged(target: Target, play: Play) -> None:
    """Nobody waits for a thousand answers that say the same."""
    many = all_schedules(events_of(target))[:450]
    play.company = {one.id: Outcome.INCONCLUSIVE for one in many}
    play.alone = {one.id: [Outcome.INCONCLUSIVE] for one in many}
    made = rehearsed(target, play, many)

    assert made.fault == f"seen alone in {many[0].id}"
    assert len(made.judged) == 1
    assert len(play.companies) == 1


def test_a_target_that_is_gone_ends_it(
    target: Target, play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was judged before stands."""

    def gone(*_: Any) -> Company:
        raise TargetUnusable("nothing answers")

    monkeypatch.setattr(rehearsal, "in_company", gone)
    made = rehearsed(target, play)

    assert (made.fault, made.judged) == ("nothing answers", {})


def test_one_that_is_asked_for_by_its_id_is_played_alone(target: Target, play: Play) -> None:
    """With all its evidence, whatever comes of it."""
    made = rehearsed(target, play, FEW[:2], each_alone=True)

    assert play.companies == []
    assert play.played_alone == ["S-w", "S-wd"]
    assert all(one.evidence for one in made.judged.values())


def test_what_the_shape_does_not_have_is_left_out_and_said(
    make_target: MakeTarget, play: Play
) -> None:
    """A route to report to, a route to read."""
    bare = make_target()
    assert set(left_out(bare)) == {Event.REPORT, Event.STATUS}
    assert events_of(bare) == frozenset(Event) - {Event.REPORT, Event.STATUS}
    whole = make_target(status=Status(http=StatusHttp(path="/links")), finalise=Route(path="/done"))
    assert left_out(whole) == {}

    made = rehearsed(bare, play, [schedule_of("S-fw"), schedule_of("S-w")])
    one = made.judged[schedule_of("S-fw")]
    assert one.outcome is Outcome.NOT_APPLICABLE
    assert one.reason == (
        "frontend says done: the target declares no [finalise] route to report to"
    )


def test_few_people_play_one_after_the_other(make_target: MakeTarget, play: Play) -> None:
    """Where nobody can be made, and nobody has two connections."""
    shown = Status(http=StatusHttp(path="/links"))
    rehearsed(make_target(status=shown), play)

    assert play.companies == [1] * len(FEW)


def test_where_a_look_has_effects_nobody_looks_on(target: Target, play: Play) -> None:
    """The calls that a read causes have to be known from the others."""
    shown = Status(http=StatusHttp(path="/links"), side_effects=True)
    rehearsed(dataclasses.replace(target, status=shown), play)

    assert play.companies == [1] * len(FEW)


def test_all_are_all_and_an_id_is_one(target: Target) -> None:
    """Each once, however often it is asked for."""
    assert asked_for(target, ["all"]) == all_schedules(events_of(target))
    assert asked_for(target, ["S-w", "s-w"]) == (schedule_of("S-w"),)
    assert asked_for(target, ["S-w", "all"])[0] == schedule_of("S-w")
    assert len(asked_for(target, ["S-w", "all"])) == len(all_schedules(events_of(target)))
