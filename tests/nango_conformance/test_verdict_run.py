"""Verdicts fold into items and into the run's one word; only what passed is green."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Callable
from typing import Final

import pytest

from nango_conformance.catalogue import Catalogue, Check, Level
from nango_conformance.verdict import (
    EXIT_STATUS,
    Finding,
    Outcome,
    RunVerdict,
    Verdict,
    judge,
    judge_item,
    judge_run,
)

CheckMaker = Callable[..., Check]
CatalogueMaker = Callable[..., Catalogue]

SEVEN: Final = tuple(o for o in Outcome if o is not Outcome.PASSED_WITH_FINDINGS)
UNJUDGED: Final = (Outcome.INCONCLUSIVE, Outcome.NOT_OBSERVABLE, Outcome.NOT_RUN)
TODAY: Final = datetime.date(2026, 3, 12)


def said(check: str, outcome: Outcome, **more: object) -> Verdict:
    """Return a verdict of a check."""
    return Verdict(check=check, outcome=outcome, **more)  # type: ignore[arg-type]


def item(*checks: tuple[Check, Outcome], built: bool = True) -> Outcome:
    """Return the verdict of an item from its checks and theirs."""
    verdicts = {check.id: said(check.id, outcome) for check, outcome in checks}
    ids = frozenset(verdicts) if built else frozenset[str]()
    return judge_item([check for check, _ in checks], verdicts, ids)


def run(
    catalogue: Catalogue, *verdicts: Verdict, fault: str | None = None, selected: str = ""
) -> RunVerdict:
    """Return the run's word over these verdicts, all of them selected unless some are named."""
    by_check = {verdict.check: verdict for verdict in verdicts}
    chosen = frozenset(selected.split()) or frozenset(by_check)
    return judge_run(catalogue, by_check, selected=chosen, fault=fault)


@pytest.mark.parametrize("outcome", SEVEN)
def test_an_essential_must_decides_its_item(make_check: CheckMaker, outcome: Outcome) -> None:
    """The item is what its essential check is, whatever else passed."""
    others = ((make_check("NAF-01.2"), Outcome.PASSED),)

    assert item((make_check(essential=True), outcome), *others) is outcome


@pytest.mark.parametrize("other", SEVEN)
@pytest.mark.parametrize("level", list(Level))
def test_others_of_the_group_are_findings(
    make_check: CheckMaker, level: Level, other: Outcome
) -> None:
    """What is not essential turns a pass into one with findings if it failed, and no more."""
    found = item(
        (make_check(essential=True), Outcome.PASSED), (make_check("NAF-01.2", level), other)
    )

    bad = other in {Outcome.FAILED, Outcome.WAIVED}
    assert found is (Outcome.PASSED_WITH_FINDINGS if bad else Outcome.PASSED)


@pytest.mark.parametrize("worse", [Outcome.FAILED, *UNJUDGED, Outcome.WAIVED])
def test_the_worst_essential_check_decides(make_check: CheckMaker, worse: Outcome) -> None:
    """Two essential checks are both needed."""
    checks = [make_check(essential=True), make_check("NAF-01.2", essential=True)]

    assert item((checks[0], Outcome.PASSED), (checks[1], worse)) is worse


@pytest.mark.parametrize("outcome", SEVEN)
def test_without_an_essential_check_every_must_decides(
    make_check: CheckMaker, outcome: Outcome
) -> None:
    """A group of plain MUSTs passes only when all of them do; its SHOULDs are findings."""
    should = (make_check("NAF-01.3", Level.SHOULD), Outcome.FAILED)

    found = item((make_check(), Outcome.NOT_APPLICABLE), (make_check("NAF-01.2"), outcome), should)

    assert found is (Outcome.PASSED_WITH_FINDINGS if outcome is Outcome.PASSED else outcome)


def test_an_essential_should_does_not_decide_an_item(make_check: CheckMaker) -> None:
    """An item is about its MUSTs."""
    should = (make_check("NAF-01.2", Level.SHOULD, essential=True), Outcome.PASSED)

    assert item((make_check(), Outcome.FAILED), should) is Outcome.FAILED


def test_an_item_without_built_musts_did_not_run(make_check: CheckMaker) -> None:
    """Checks that this version has no scenario for neither pass nor fail an item."""
    should = (make_check("NAF-01.2", Level.SHOULD), Outcome.PASSED)

    assert item((make_check(), Outcome.PASSED), built=False) is Outcome.NOT_RUN
    assert item(should) is Outcome.NOT_RUN


def test_the_exit_status_of_each_word() -> None:
    """0, 1 and 3; 2 is wrong usage and never comes from a verdict."""
    assert {word.value: EXIT_STATUS[word] for word in RunVerdict} == {
        "conformant": 0,
        "not-conformant": 1,
        "inconclusive": 3,
    }


@pytest.mark.parametrize(
    ("level", "essential", "word"),
    [
        (Level.MUST, True, RunVerdict.NOT_CONFORMANT),
        (Level.MUST, False, RunVerdict.NOT_CONFORMANT),
        (Level.SHOULD, True, RunVerdict.NOT_CONFORMANT),
        (Level.SHOULD, False, RunVerdict.CONFORMANT),
    ],
)
def test_which_failures_count(
    make_check: CheckMaker,
    make_catalogue: CatalogueMaker,
    level: Level,
    essential: bool,  # noqa: FBT001 - a column of the table
    word: RunVerdict,
) -> None:
    """A failed MUST or essential check ends a run; another SHOULD does not."""
    catalogue = make_catalogue(make_check(), make_check("NAF-01.2", level, essential=essential))

    found = run(catalogue, said("NAF-01.1", Outcome.PASSED), said("NAF-01.2", Outcome.FAILED))

    assert found is word


@pytest.mark.parametrize("outcome", UNJUDGED)
@pytest.mark.parametrize("excused", [False, True])
def test_an_essential_check_has_to_be_judged(
    make_check: CheckMaker,
    make_catalogue: CatalogueMaker,
    outcome: Outcome,
    excused: bool,  # noqa: FBT001 - a column of the table
) -> None:
    """Without it there is no verdict, unless a valid waiver excuses it."""
    catalogue = make_catalogue(make_check(), make_check("NAF-01.2", essential=True))

    found = run(
        catalogue, said("NAF-01.1", Outcome.PASSED), said("NAF-01.2", outcome, excused=excused)
    )

    assert found is (RunVerdict.CONFORMANT if excused else RunVerdict.INCONCLUSIVE)


def test_not_conformant_wins_over_could_not_judge(
    make_check: CheckMaker, make_catalogue: CatalogueMaker
) -> None:
    """A failed positive control is itself a failed MUST: 1 wins over 3, even over a fault."""
    catalogue = make_catalogue(make_check(essential=True), make_check("NAF-01.2", essential=True))
    verdicts = (said("NAF-01.1", Outcome.FAILED), said("NAF-01.2", Outcome.INCONCLUSIVE))

    assert run(catalogue, *verdicts) is RunVerdict.NOT_CONFORMANT
    assert run(catalogue, *verdicts, fault="interrupted") is RunVerdict.NOT_CONFORMANT


def test_a_fault_leaves_no_verdict(make_check: CheckMaker, make_catalogue: CatalogueMaker) -> None:
    """A run that ended early is not conformant by what it did not see."""
    catalogue = make_catalogue(make_check(essential=True))

    found = run(catalogue, said("NAF-01.1", Outcome.PASSED), fault="interrupted")

    assert found is RunVerdict.INCONCLUSIVE


def test_never_conformant_when_nothing_ran(
    make_check: CheckMaker, make_catalogue: CatalogueMaker
) -> None:
    """A selection of nothing, or one that did not run, judges nothing."""
    catalogue = make_catalogue(make_check(), make_check("NAF-01.2"))
    verdicts = (said("NAF-01.1", Outcome.NOT_RUN), said("NAF-01.2", Outcome.PASSED))

    assert run(catalogue, *verdicts, selected="NAF-01.1") is RunVerdict.INCONCLUSIVE
    assert run(catalogue, *verdicts, selected="NAF-11.1") is RunVerdict.INCONCLUSIVE


@pytest.mark.parametrize("level", list(Level))
def test_a_waiver_that_must_go_ends_the_run(
    make_check: CheckMaker, make_catalogue: CatalogueMaker, level: Level
) -> None:
    """Expired or needless, of whatever level: the file has to be put right."""
    catalogue = make_catalogue(make_check(level=level))

    found = run(catalogue, said("NAF-01.1", Outcome.PASSED, strict_waiver="needless"))

    assert found is RunVerdict.NOT_CONFORMANT


def test_only_what_was_selected_is_judged(
    make_check: CheckMaker, make_catalogue: CatalogueMaker
) -> None:
    """What a selection leaves out cannot end it."""
    catalogue = make_catalogue(make_check(essential=True), make_check("NAF-01.2", essential=True))
    verdicts = (said("NAF-01.1", Outcome.PASSED), said("NAF-01.2", Outcome.NOT_RUN))

    assert run(catalogue, *verdicts, selected="NAF-01.1") is RunVerdict.CONFORMANT


@pytest.mark.parametrize("essential", list(itertools.product((False, True), repeat=2)))
@pytest.mark.parametrize("levels", list(itertools.product(Level, repeat=2)))
def test_nothing_but_evidence_is_ever_conformant(
    make_check: CheckMaker,
    make_catalogue: CatalogueMaker,
    levels: tuple[Level, Level],
    essential: tuple[bool, bool],
) -> None:
    """
    Over everything that two checks can be and find, the second controlled by the first.

    A check passes only by passed evidence. Whenever the word is conformant, every essential
    check passed or does not apply, no MUST is failed, and something ran.
    """
    first = make_check("NAF-01.1", levels[0], essential=essential[0])
    second = make_check("NAF-01.2", levels[1], essential=essential[1], controls=("NAF-01.1",))
    catalogue = make_catalogue(first, second)
    ends: tuple[Outcome | None, ...] = (
        None,
        Outcome.PASSED,
        Outcome.FAILED,
        Outcome.NOT_OBSERVABLE,
        Outcome.NOT_APPLICABLE,
        Outcome.INCONCLUSIVE,
    )
    for one, other in itertools.product(ends, repeat=2):
        found = [
            Finding(check=check.id, outcome=end)
            for check, end in ((first, one), (second, other))
            if end is not None
        ]
        verdicts = {verdict.check: verdict for verdict in judge(catalogue, found, today=TODAY)}
        for check, end in ((first, one), (second, other)):
            if verdicts[check.id].outcome is Outcome.PASSED:
                assert end is Outcome.PASSED
        if run(catalogue, *verdicts.values()) is RunVerdict.CONFORMANT:
            for check, end in ((first, one), (second, other)):
                assert (
                    not check.essential
                    or end in {Outcome.PASSED, Outcome.NOT_APPLICABLE}
                    or (check.level is Level.MAY and end is Outcome.FAILED)
                )
                failed = verdicts[check.id].outcome is Outcome.FAILED
                assert not (failed and check.level is Level.MUST)
            assert (one, other) != (None, None)


@pytest.mark.parametrize(
    ("outcome", "word"),
    [
        (Outcome.PASSED, RunVerdict.CONFORMANT),
        (Outcome.WAIVED, RunVerdict.CONFORMANT),
        (Outcome.NOT_APPLICABLE, RunVerdict.INCONCLUSIVE),
        (Outcome.NOT_OBSERVABLE, RunVerdict.INCONCLUSIVE),
        (Outcome.INCONCLUSIVE, RunVerdict.INCONCLUSIVE),
        (Outcome.NOT_RUN, RunVerdict.INCONCLUSIVE),
    ],
)
@pytest.mark.parametrize("level", list(Level))
def test_a_run_that_showed_nothing_is_not_conformant(
    make_check: CheckMaker,
    make_catalogue: CatalogueMaker,
    level: Level,
    outcome: Outcome,
    word: RunVerdict,
) -> None:
    """Where nothing had to pass, something must have passed all the same, or be waived."""
    catalogue = make_catalogue(make_check(level=level))

    assert run(catalogue, said("NAF-01.1", outcome)) is word


@pytest.mark.parametrize(
    ("asked", "word"),
    [(Outcome.PASSED, RunVerdict.CONFORMANT), (Outcome.NOT_APPLICABLE, RunVerdict.INCONCLUSIVE)],
)
def test_a_control_alone_is_no_verdict(
    make_check: CheckMaker, make_catalogue: CatalogueMaker, asked: Outcome, word: RunVerdict
) -> None:
    """What was asked for has to have shown something; its positive control only had to hold."""
    catalogue = make_catalogue(make_check(), make_check("NAF-11.1", controls=("NAF-01.1",)))
    verdicts = {"NAF-01.1": said("NAF-01.1", Outcome.PASSED), "NAF-11.1": said("NAF-11.1", asked)}
    both, one = frozenset(verdicts), frozenset({"NAF-11.1"})

    assert judge_run(catalogue, verdicts, selected=both, wanted=one, fault=None) is word
