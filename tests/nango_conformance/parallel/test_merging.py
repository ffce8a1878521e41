"""What several workers left is what one would have left: order, numbers and the end of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest

from nango_conformance.assembly import Gathered
from nango_conformance.evidence import Entry, Heard, Matter, Note, Redactor, Sight, Slip, Source
from nango_conformance.parallel.merging import Harvest, lost, merged
from nango_conformance.parallel.words import Ended, Part
from nango_conformance.recorder import Told
from nango_conformance.records import ScenarioRecord, StepOutcome, StepRecord
from nango_conformance.selection import Selection
from nango_conformance.target import Target
from nango_conformance.verdict import Finding, Outcome

PART = Part(
    check="NAF-01.1",
    uri="features/01.feature",
    name="One",
    line=6,
    tags=("@must",),
    is_last=False,
    is_weighty=False,
    together="",
)


def entry(id_: str, text: str = "x") -> Entry:
    """Return one piece of evidence."""
    return Entry(id=id_, scenario="s", title=f"title of {text}", text=text)


def told(name: str, *evidence: str, outcome: Outcome = Outcome.PASSED) -> Told:
    """Return the end of a scenario."""
    return Told(
        finding=Finding(check="NAF-01.1", outcome=outcome, reason=f"{name} failed", seen="it"),
        record=ScenarioRecord(uri=PART.uri, name=name, line=6, steps=(), started=0),
        notes=(),
        duration_s=0.1,
        evidence=evidence,
    )


def ended(index: int, *entries: Entry, **more: Any) -> Ended:
    """Return what a worker says when a scenario is over."""
    whole: dict[str, Any] = {
        "told": told(f"S{index}", *(one.id for one in entries)),
        "schema_breaks": (),
        "heard": Heard(),
        "secrets": {},
    }
    return Ended(index=index, entries=entries, **{**whole, **more})


@pytest.fixture
def gathered(make_target: Callable[..., Target]) -> Gathered:
    """Give a run in which nothing has happened."""
    return Gathered(
        target=make_target(),
        seed=1,
        selection=Selection(),
        chosen=frozenset({"NAF-01.1"}),
        started=0,
    )


def merge(gathered: Gathered, *some: Ended, **more: Any) -> Gathered:
    """Return the run that these scenarios make, whichever ended first."""
    harvest = Harvest(ended={one.index: one for one in some}, **more)
    return merged(gathered, harvest, Redactor(), None)


def test_scenarios_stand_in_the_order_of_the_specification(gathered: Gathered) -> None:
    """Not in that in which they ended."""
    run = merge(gathered, ended(2), ended(0), ended(1))

    assert [one.record.name for one in run.told] == ["S0", "S1", "S2"]


def test_evidence_is_numbered_through(gathered: Gathered) -> None:
    """Every worker began at one; what came before all scenarios comes first."""
    run = merge(
        gathered,
        ended(1, entry("E0001", "c"), entry("E0002", "d")),
        ended(0, entry("E0001", "b")),
        first=(entry("E0001", "a"),),
    )

    assert [(one.id, one.text) for one in run.entries] == [
        ("E0001", "a"),
        ("E0002", "b"),
        ("E0003", "c"),
        ("E0004", "d"),
    ]
    assert [one.evidence for one in run.told] == [("E0002",), ("E0003", "E0004")]


def test_a_secret_of_one_worker_is_hidden_in_what_another_saw(gathered: Gathered) -> None:
    """Also where it became known later."""
    redact = Redactor()
    redact.learn("token", "a-secret-of-the-other")
    harvest = Harvest(ended={0: ended(0, entry("E0001", "x a-secret-of-the-other y"))})

    run = merged(gathered, harvest, redact, None)

    assert "a-secret" not in f"{run.entries}"
    assert "‹token " in run.entries[0].text


def test_a_secret_of_one_worker_is_hidden_in_what_another_told(gathered: Gathered) -> None:
    """In every text that may quote a target, and in why the run ended."""
    secret = "a-secret-of-the-other"
    redact = Redactor()
    redact.learn("token", secret)
    finding = Finding(
        check="NAF-01.1", outcome=Outcome.FAILED, reason=secret, seen=secret, cause=secret
    )
    step = StepRecord(text="it", outcome=StepOutcome.FAILED, message=secret)
    one = told("S0")
    one = dataclasses.replace(
        one,
        finding=finding,
        record=dataclasses.replace(one.record, steps=(step,), fault=secret),
        notes=(Note(level="MAY", text=secret),),
        sights=(Sight(item="01", at=0.0, what=secret),),
    )
    harvest = Harvest(ended={0: ended(0, told=one, schema_breaks=(secret,))})

    run = merged(gathered, harvest, redact, f"it said {secret}")

    assert "‹token " in run.told[0].finding.reason
    assert secret not in f"{run.told} {run.schema_breaks} {run.fault}"


def test_what_broke_a_schema_is_told_once_and_in_order(gathered: Gathered) -> None:
    """As in a run of one process."""
    run = merge(gathered, ended(1, schema_breaks=("b", "a")), ended(0, schema_breaks=("a",)))

    assert run.schema_breaks == ("a", "b")


def test_one_death_of_the_target_fails_its_scenario_alone(gathered: Gathered) -> None:
    """It was started again, and the run went on."""
    run = merge(
        gathered, ended(0, told=told("S0", outcome=Outcome.FAILED), death="it ended"), ended(1)
    )

    assert [one.finding.outcome for one in run.told] == [Outcome.FAILED, Outcome.PASSED]
    assert run.fault is None


def test_the_second_death_ends_the_run_where_it_would_have_ended_it(gathered: Gathered) -> None:
    """Whatever other workers have played of what comes after it."""
    dead = {"death": "the target ended with exit status 1"}

    run = merge(
        gathered,
        ended(4, told=told("S4", outcome=Outcome.FAILED), **dead),
        ended(3),
        ended(2, told=told("S2", outcome=Outcome.FAILED), **dead),
        ended(0, told=told("S0", outcome=Outcome.FAILED), **dead),
        ended(1),
    )

    assert [(one.record.name, one.finding.outcome) for one in run.told] == [
        ("S0", Outcome.FAILED),
        ("S1", Outcome.PASSED),
        ("S2", Outcome.INCONCLUSIVE),
    ]
    assert run.told[2].finding.reason == run.told[2].record.fault == dead["death"]
    assert run.told[2].finding.seen == ""
    assert run.fault is not None
    assert run.fault.startswith(f"{dead['death']} in the middle of the run")


def test_a_scenario_whose_worker_is_gone_proved_nothing(gathered: Gathered) -> None:
    """It is not lost: its check is inconclusive, with the reason."""
    run = merge(gathered, lost(PART, 0, "it was killed", now=7.0))

    (one,) = run.told
    assert (one.finding.check, one.finding.outcome) == ("NAF-01.1", Outcome.INCONCLUSIVE)
    assert one.finding.reason == one.record.fault == "it was killed"
    assert (one.record.uri, one.record.line, one.record.started) == (PART.uri, 6, 7.0)


def test_what_was_heard_is_everybodys_in_order() -> None:
    """Checks that are judged last are judged over all of it."""

    def slip(where: str) -> Slip:
        return Slip(place=Source.ANSWER, matter=Matter.KEY, name="key", where=where)

    harvest = Harvest(
        heard_first=Heard(searched={Source.ANSWER: 1}),
        ended={
            1: ended(1, heard=Heard(searched={Source.ANSWER: 2}, slips=(slip("b"),))),
            0: ended(0, heard=Heard(searched={Source.ANSWER: 3}, slips=(slip("a"),))),
        },
        heard_out=[Heard(searched={Source.LOG: 1}, slips=(slip("c"),))],
    )

    assert harvest.heard() == Heard(
        searched={Source.ANSWER: 6, Source.LOG: 1}, slips=(slip("a"), slip("b"), slip("c"))
    )
