"""A scenario ends as what its errors say; one that proved nothing did not pass."""

from __future__ import annotations

import dataclasses

import pytest

from nango_conformance.errors import (
    ControlFailed,
    Nonconformance,
    NotApplicable,
    NotObservable,
    TargetUnusable,
    UsageError,
)
from nango_conformance.evidence import Entry, Note
from nango_conformance.recorder import Scene, described, outcome_of, renumbered
from nango_conformance.records import StepOutcome
from nango_conformance.verdict import Outcome


def scene() -> Scene:
    """Return a scene whose secrets are called hush."""
    return Scene(
        check="NAF-01.1",
        uri="features/01.feature",
        name="Ada starts",
        line=7,
        tags=("@NAF-01.1", "@must"),
        clean=lambda text: text.replace("hush", "‹secret›"),
    )


def entry(id_: str, *about: str) -> Entry:
    """Return a piece of evidence."""
    return Entry(id=id_, scenario="s", title="t", text="x", about=about)


OURS = (
    (Nonconformance("a", "b"), Outcome.FAILED, StepOutcome.FAILED),
    (NotObservable("x"), Outcome.NOT_OBSERVABLE, StepOutcome.SKIPPED),
    (NotApplicable("x"), Outcome.NOT_APPLICABLE, StepOutcome.SKIPPED),
    (ControlFailed("x"), Outcome.INCONCLUSIVE, StepOutcome.UNKNOWN),
    (TargetUnusable("x"), Outcome.INCONCLUSIVE, StepOutcome.UNKNOWN),
)
FOREIGN = (AssertionError("hush"), KeyError("hush"), UsageError("hush"), SystemExit("hush"))


@pytest.mark.parametrize(("error", "outcome", "step"), OURS)
def test_each_error_of_ours_says_one_thing(
    error: Exception, outcome: Outcome, step: StepOutcome
) -> None:
    """Only a Nonconformance fails a check; what cannot be judged is never a failed step."""
    one = scene()
    one.begin_step()
    one.end_step("Ada starts", error)

    told = one.end(error, (entry("E0001"),))

    assert outcome_of(error) is told.finding.outcome is outcome
    assert [record.outcome for record in told.record.steps] == [step]
    assert (told.finding.reason, told.record.steps[0].message) == (str(error), str(error))
    assert told.record.fault is None


@pytest.mark.parametrize("error", FOREIGN, ids=lambda error: type(error).__name__)
def test_any_other_error_is_the_harness_s_own(error: BaseException) -> None:
    """It is inconclusive, and says whose fault it is, without the secrets that it quotes."""
    one = scene()
    one.end_step("Ada starts", error)

    told = one.end(error, (entry("E0001"),))

    assert told.finding.outcome is Outcome.INCONCLUSIVE
    assert told.finding.reason.startswith(
        f"a fault of the harness, not of the target: {type(error).__name__}: "
    )
    assert "hush" not in told.finding.reason + (told.record.steps[0].message or "")
    assert told.record.steps[0].outcome is StepOutcome.UNKNOWN


def test_a_pass_needs_evidence() -> None:
    """A scenario that exchanged nothing proved nothing, and the record says so."""
    told = scene().end(None, ())

    assert told.finding.outcome is Outcome.INCONCLUSIVE
    assert told.finding.reason == told.record.fault
    assert "without a single exchange" in told.finding.reason


def test_a_failure_needs_no_evidence() -> None:
    """What is wrong is wrong without an exchange, too."""
    assert scene().end(Nonconformance("a", "b"), ()).finding.outcome is Outcome.FAILED


def test_a_pass_with_evidence_is_a_pass() -> None:
    """It has no reason to give; its steps, notes and evidence are kept."""
    one = scene()
    one.begin_step()
    one.end_step("Ada starts")
    one.notes.append(Note(level="SHOULD", text="slow"))

    told = one.end(None, (entry("E0001"), entry("E0002")))

    assert (told.finding.check, told.finding.outcome) == ("NAF-01.1", Outcome.PASSED)
    assert (told.finding.reason, told.finding.seen, told.record.fault) == ("", "", None)
    assert [(s.text, s.outcome, s.message) for s in told.record.steps] == [
        ("Ada starts", StepOutcome.PASSED, None)
    ]
    assert told.record.steps[0].duration_s >= 0
    assert told.notes == (Note(level="SHOULD", text="slow"),)
    assert told.evidence == ("E0001", "E0002")
    assert (told.record.uri, told.record.name, told.record.line) == (
        "features/01.feature",
        "Ada starts",
        7,
    )
    assert told.record.tags == ("@NAF-01.1", "@must")


def test_what_was_seen_is_told_without_secrets() -> None:
    """Reason and observation of a failure are redacted alike."""
    told = scene().end(Nonconformance("none", "hush"), (entry("E0001"),))

    assert told.finding.seen == "‹secret›"
    assert told.finding.reason == "expected none; saw ‹secret›"


def test_a_step_that_means_nothing_is_undefined() -> None:
    """It is no pass: the lookup error is the scenario's end, and no fault besides."""
    one, error = scene(), LookupError("no such step")
    one.undefined_step("Ada flies", error)

    told = one.end(error, (entry("E0001"),))

    assert [s.outcome for s in told.record.steps] == [StepOutcome.UNDEFINED]
    assert told.finding.outcome is Outcome.INCONCLUSIVE
    assert told.record.fault is None


def test_trouble_outside_every_step_is_a_fault() -> None:
    """An error that no step raised, as in clearing up, is told as the scenario's fault."""
    one = scene()
    one.end_step("Ada starts")

    told = one.end(TargetUnusable("gone"), (entry("E0001"),))

    assert (told.record.fault, told.finding.outcome) == ("gone", Outcome.INCONCLUSIVE)


def test_described_names_the_blame() -> None:
    """Our errors speak for themselves; others are introduced."""
    assert described(ControlFailed("no token")) == "no token"
    assert described(ValueError("x")) == (
        "a fault of the harness, not of the target: ValueError: x"
    )


def test_a_failure_keeps_the_pieces_that_whoever_judged_has_named() -> None:
    """By their ids, or by what they are about: of a webhook's attempts the last is meant."""
    pieces = entry("E0001", "call 7"), entry("E0002", "webhook d"), entry("E0003", "webhook d")
    error = Nonconformance("a", "b", ("webhook d", "E0001", "call 7", "call 9"))

    assert scene().end(error, pieces).finding.evidence == ("E0003", "E0001")


def test_evidence_that_gets_other_ids_is_named_by_them() -> None:
    """What shows the failure is still the same piece."""
    told = scene().end(Nonconformance("a", "b", ("E0002",)), (entry("E0001"), entry("E0002")))

    other = renumbered(told, {"E0001": "E0011", "E0002": "E0012"})

    assert other.evidence == ("E0011", "E0012")
    assert other.finding.evidence == ("E0012",)


def test_what_is_of_an_earlier_story_is_no_evidence_unless_it_is_named() -> None:
    """News comes late; and who syncs the connections of others is shown by just that."""
    mine, late = entry("E0001"), dataclasses.replace(entry("E0002", "call 7"), stray=True)

    assert scene().end(None, (mine, late)).evidence == ("E0001",)
    assert scene().end(None, (late,)).finding.outcome is Outcome.INCONCLUSIVE
    error = Nonconformance("only hers", "another", ("call 7",))
    assert scene().end(error, (mine, late)).evidence == ("E0001", "E0002")


def test_the_acts_of_a_scenario_are_its_whens_from_the_first_to_the_last() -> None:
    """What is done before them prepares, and what comes after looks."""
    one = scene()
    for is_act in (False, True, True, False):
        one.begin_step(is_act=is_act)
        one.end_step("a step")

    began, ended = one.end(None, (entry("E0001"),)).acts or (0.0, 0.0)

    assert one.started <= began <= ended
    assert scene().end(None, ()).acts is None


def test_a_when_that_fails_has_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its window is closed, and what follows is not counted in."""
    clock = iter((1.0, 2.0, 5.0, 9.0))
    one = scene()
    monkeypatch.setattr("nango_conformance.recorder.time.time", lambda: next(clock))
    one.begin_step(is_act=True)
    one.end_step("Ada starts", ControlFailed("no"))
    one.begin_step()
    one.end_step("it works")

    assert one.acts == (1.0, 2.0)
