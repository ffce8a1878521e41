"""Findings fold into verdicts, worst first, and no fold turns anything green."""

from __future__ import annotations

import dataclasses
import datetime
import itertools
from collections.abc import Callable
from typing import Final

import pytest

from nango_conformance.catalogue import Catalogue, Check, Level
from nango_conformance.kinds import Kind
from nango_conformance.target import Waiver
from nango_conformance.verdict import Finding, Outcome, Verdict, judge, worst

CheckMaker = Callable[..., Check]
CatalogueMaker = Callable[..., Catalogue]

TODAY: Final = datetime.date(2026, 3, 12)
YESTERDAY: Final = datetime.date(2026, 3, 11)
FOUND: Final = (
    Outcome.PASSED,
    Outcome.FAILED,
    Outcome.NOT_OBSERVABLE,
    Outcome.NOT_APPLICABLE,
    Outcome.INCONCLUSIVE,
)
"""How a scenario can end."""


def finding(check: str, outcome: Outcome, reason: str = "r") -> Finding:
    """Return a finding of a check."""
    return Finding(check=check, outcome=outcome, reason=reason, seen="s")


def waiver(until: datetime.date = TODAY, check: str = "NAF-01.1") -> Waiver:
    """Return a waiver of a check."""
    return Waiver(check=check, reason="known", until=until)


def verdicts(
    catalogue: Catalogue, *findings: Finding, waivers: tuple[Waiver, ...] = ()
) -> dict[str, Verdict]:
    """Return what is said of each check."""
    judged = judge(catalogue, findings, waivers=waivers, today=TODAY)
    return {verdict.check: verdict for verdict in judged}


@pytest.mark.parametrize("ends", list(itertools.product(FOUND, repeat=3)))
def test_a_check_is_its_worst_scenario(
    make_check: CheckMaker, make_catalogue: CatalogueMaker, ends: tuple[Outcome, ...]
) -> None:
    """Of three scenarios the worst decides, and the reason is that scenario's own."""
    found = [finding("NAF-01.1", end, f"because {end}") for end in ends]

    verdict = verdicts(make_catalogue(make_check()), *found)["NAF-01.1"]

    assert verdict.outcome is worst(ends)
    assert (verdict.reason, verdict.seen) == (f"because {worst(ends)}", "s")
    assert (verdict.outcome is Outcome.PASSED) <= (
        set(ends) <= {Outcome.PASSED, Outcome.NOT_APPLICABLE} and Outcome.PASSED in ends
    )


def test_what_is_wrong_is_that_of_the_worst_scenario(
    make_check: CheckMaker, make_catalogue: CatalogueMaker
) -> None:
    """Its kind and its cause: the code of the failure is made of them."""
    good = finding("NAF-01.1", Outcome.PASSED)
    bad = dataclasses.replace(
        finding("NAF-01.1", Outcome.FAILED), kind=Kind.ACTIVE_LINK, cause="an old key"
    )

    verdict = verdicts(make_catalogue(make_check()), good, bad)["NAF-01.1"]

    assert (verdict.kind, verdict.cause) == (Kind.ACTIVE_LINK, "an old key")


def test_a_check_without_scenarios_did_not_run(
    make_check: CheckMaker, make_catalogue: CatalogueMaker
) -> None:
    """A finding of one check says nothing of another, and every check is in the answer."""
    found = verdicts(
        make_catalogue(make_check("NAF-01.1"), make_check("NAF-01.2")),
        finding("NAF-01.2", Outcome.PASSED),
    )

    assert found["NAF-01.1"].outcome is Outcome.NOT_RUN
    assert found["NAF-01.1"].reason == "no scenario of it ran"
    assert found["NAF-01.2"].outcome is Outcome.PASSED


@pytest.mark.parametrize("end", FOUND)
def test_a_may_is_never_failed(
    make_check: CheckMaker, make_catalogue: CatalogueMaker, end: Outcome
) -> None:
    """What a MAY does not do is told, and held against nobody."""
    found = verdicts(
        make_catalogue(make_check(level=Level.MAY)), finding("NAF-01.1", end, "it does not")
    )

    verdict = found["NAF-01.1"]
    assert verdict.outcome is (Outcome.NOT_APPLICABLE if end is Outcome.FAILED else end)
    assert verdict.reason == (
        "optional, and otherwise here: it does not" if end is Outcome.FAILED else "it does not"
    )


@pytest.mark.parametrize("level", [Level.MUST, Level.SHOULD])
def test_a_must_and_a_should_can_fail(
    make_check: CheckMaker, make_catalogue: CatalogueMaker, level: Level
) -> None:
    """Only the MAY is spared."""
    found = verdicts(make_catalogue(make_check(level=level)), finding("NAF-01.1", Outcome.FAILED))

    assert found["NAF-01.1"].outcome is Outcome.FAILED


@pytest.mark.parametrize(
    "control", [Outcome.FAILED, Outcome.INCONCLUSIVE, None], ids=["failed", "inconclusive", "none"]
)
@pytest.mark.parametrize(
    "own", [Outcome.PASSED, Outcome.FAILED, Outcome.INCONCLUSIVE, Outcome.NOT_OBSERVABLE]
)
def test_a_broken_control_takes_the_meaning_away(
    make_check: CheckMaker,
    make_catalogue: CatalogueMaker,
    control: Outcome | None,
    own: Outcome,
) -> None:
    """A target that refuses everything is broken, not secure; the control and its end are named."""
    catalogue = make_catalogue(make_check(), make_check("NAF-11.1", controls=("NAF-01.1",)))
    found = [finding("NAF-11.1", own)]
    found += [finding("NAF-01.1", control, "no token")] if control else []

    verdict = verdicts(catalogue, *found)["NAF-11.1"]

    assert verdict.outcome is Outcome.INCONCLUSIVE
    told = (control, "no token") if control else (Outcome.NOT_RUN, "no scenario of it ran")
    assert verdict.reason == f"its positive control NAF-01.1 is {told[0]}: {told[1]}"


@pytest.mark.parametrize(
    "control", [Outcome.PASSED, Outcome.NOT_OBSERVABLE, Outcome.NOT_APPLICABLE]
)
@pytest.mark.parametrize("own", FOUND)
def test_a_control_that_holds_leaves_the_verdict(
    make_check: CheckMaker, make_catalogue: CatalogueMaker, control: Outcome, own: Outcome
) -> None:
    """A dependant of a control that was not broken is judged by its own scenarios."""
    catalogue = make_catalogue(make_check(), make_check("NAF-11.1", controls=("NAF-01.1",)))

    found = verdicts(catalogue, finding("NAF-11.1", own), finding("NAF-01.1", control))

    assert found["NAF-11.1"].outcome is own


def test_the_first_broken_control_is_named(
    make_check: CheckMaker, make_catalogue: CatalogueMaker
) -> None:
    """Of several controls the one that broke is told, not the one that held."""
    catalogue = make_catalogue(
        make_check(),
        make_check("NAF-01.2"),
        make_check("NAF-11.1", controls=("NAF-01.1", "NAF-01.2")),
    )

    found = verdicts(
        catalogue,
        finding("NAF-01.1", Outcome.PASSED),
        finding("NAF-01.2", Outcome.FAILED, "no"),
        finding("NAF-11.1", Outcome.PASSED),
    )

    assert found["NAF-11.1"].reason == "its positive control NAF-01.2 is failed: no"


@pytest.mark.parametrize("own", [None, Outcome.NOT_APPLICABLE])
def test_what_was_not_judged_needs_no_control(
    make_check: CheckMaker, make_catalogue: CatalogueMaker, own: Outcome | None
) -> None:
    """Not run stays not run, and not applicable not applicable, whatever the control did."""
    catalogue = make_catalogue(make_check(), make_check("NAF-11.1", controls=("NAF-01.1",)))
    found = [finding("NAF-01.1", Outcome.FAILED)]
    found += [finding("NAF-11.1", own)] if own else []

    assert verdicts(catalogue, *found)["NAF-11.1"].outcome is (own or Outcome.NOT_RUN)


@pytest.mark.parametrize("until", [TODAY, TODAY + datetime.timedelta(days=1)])
def test_a_known_failure_is_waived_until_its_day_is_over(
    make_check: CheckMaker, make_catalogue: CatalogueMaker, until: datetime.date
) -> None:
    """On its last day a waiver still holds; its reason and date are told."""
    found = verdicts(
        make_catalogue(make_check()), finding("NAF-01.1", Outcome.FAILED), waivers=(waiver(until),)
    )

    verdict = found["NAF-01.1"]
    assert verdict.outcome is Outcome.WAIVED
    assert verdict.reason == f"waived until {until.isoformat()}: known"
    assert verdict.strict_waiver is None


def test_an_expired_waiver_hides_nothing(
    make_check: CheckMaker, make_catalogue: CatalogueMaker
) -> None:
    """The check is failed, and the dead waiver is told beside it."""
    found = verdicts(
        make_catalogue(make_check()),
        finding("NAF-01.1", Outcome.FAILED),
        waivers=(waiver(YESTERDAY),),
    )

    verdict = found["NAF-01.1"]
    assert verdict.outcome is Outcome.FAILED
    assert verdict.strict_waiver == "the waiver of NAF-01.1 ended on 2026-03-11"
    assert verdict.reason == "r (the waiver of NAF-01.1 ended on 2026-03-11)"


@pytest.mark.parametrize("until", [YESTERDAY, TODAY])
@pytest.mark.parametrize("own", [Outcome.PASSED, Outcome.NOT_APPLICABLE])
def test_a_needless_waiver_is_told(
    make_check: CheckMaker, make_catalogue: CatalogueMaker, own: Outcome, until: datetime.date
) -> None:
    """A waiver of what is right has to go, as an unexpected pass of an expected failure has."""
    found = verdicts(
        make_catalogue(make_check()), finding("NAF-01.1", own), waivers=(waiver(until),)
    )

    assert found["NAF-01.1"].outcome is own
    assert "needless" in (found["NAF-01.1"].strict_waiver or "")


@pytest.mark.parametrize("own", [Outcome.INCONCLUSIVE, Outcome.NOT_OBSERVABLE])
@pytest.mark.parametrize(("until", "excused"), [(YESTERDAY, False), (TODAY, True)])
def test_a_waiver_excuses_what_cannot_be_judged(
    make_check: CheckMaker,
    make_catalogue: CatalogueMaker,
    own: Outcome,
    until: datetime.date,
    excused: bool,  # noqa: FBT001 - a column of the table
) -> None:
    """The verdict stays; only a waiver that has not ended lets the run end without it."""
    found = verdicts(
        make_catalogue(make_check()), finding("NAF-01.1", own), waivers=(waiver(until),)
    )

    assert (found["NAF-01.1"].outcome, found["NAF-01.1"].excused) == (own, excused)
    assert found["NAF-01.1"].strict_waiver is None


def test_a_waiver_of_what_did_not_run_says_nothing(
    make_check: CheckMaker, make_catalogue: CatalogueMaker
) -> None:
    """A selection that leaves the check out does not make its waiver needless."""
    found = verdicts(make_catalogue(make_check()), waivers=(waiver(YESTERDAY),))

    verdict = found["NAF-01.1"]
    assert (verdict.outcome, verdict.strict_waiver, verdict.excused) == (
        Outcome.NOT_RUN,
        None,
        False,
    )


def test_a_waiver_is_of_one_check_only(
    make_check: CheckMaker, make_catalogue: CatalogueMaker
) -> None:
    """Another check that fails in the same way stays failed."""
    found = verdicts(
        make_catalogue(make_check(), make_check("NAF-01.2")),
        finding("NAF-01.1", Outcome.FAILED),
        finding("NAF-01.2", Outcome.FAILED),
        waivers=(waiver(),),
    )

    assert [v.outcome for v in found.values()] == [Outcome.WAIVED, Outcome.FAILED]


def test_a_waived_control_still_gates(
    make_check: CheckMaker, make_catalogue: CatalogueMaker
) -> None:
    """A waiver excuses a failure; it does not give its dependants their meaning back."""
    catalogue = make_catalogue(make_check(), make_check("NAF-11.1", controls=("NAF-01.1",)))

    found = verdicts(
        catalogue,
        finding("NAF-01.1", Outcome.FAILED),
        finding("NAF-11.1", Outcome.PASSED),
        waivers=(waiver(),),
    )

    assert [v.outcome for v in found.values()] == [Outcome.WAIVED, Outcome.INCONCLUSIVE]
