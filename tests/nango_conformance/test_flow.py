"""The flow of a run is that of the essential scenario which came farthest."""

from __future__ import annotations

from collections.abc import Callable

from nango_conformance.catalogue import Catalogue, Check
from nango_conformance.evidence import Ledger, Redactor, Sight
from nango_conformance.evidence.ledger import SIGHT_LIMIT, Unkept
from nango_conformance.flow import MOST, observed
from nango_conformance.recorder import Told
from nango_conformance.records import ScenarioRecord
from nango_conformance.verdict import Finding, Outcome

MakeCatalogue = Callable[..., Catalogue]
MakeCheck = Callable[..., Check]


def told(check: str, *sights: Sight, name: str = "n") -> Told:
    """Return the end of a scenario in which these steps were seen."""
    return Told(
        finding=Finding(check=check, outcome=Outcome.PASSED, reason="", seen=""),
        record=ScenarioRecord(uri="features/01.feature", name=name, line=7, steps=(), started=0),
        notes=(),
        duration_s=0.1,
        sights=sights,
    )


def sight(item: str, at: float, what: str = "x", ms: float | None = None) -> Sight:
    """Return a step."""
    return Sight(item=item, at=at, what=what, ms=ms)


def catalogue(make_catalogue: MakeCatalogue, make_check: MakeCheck) -> Catalogue:
    """Return an essential check of an item and one of a group, and one that is not essential."""
    return make_catalogue(
        make_check("NAF-01.1", essential=True),
        make_check("NAF-02.1", essential=False),
        make_check("NAF-11.1", essential=True),
    )


def test_the_farthest_essential_scenario_of_an_item_is_drawn(
    make_catalogue: MakeCatalogue, make_check: MakeCheck
) -> None:
    """Of two that came equally far the plainer one; nothing of other checks."""
    two = (sight("01", 1), sight("02", 2))
    ends = [
        told("NAF-01.1", sight("01", 1), name="short"),
        told("NAF-01.1", *two, sight("02", 3), name="twice"),
        told("NAF-01.1", *two, name="plain"),
        told("NAF-02.1", *two, sight("03", 3), name="not essential"),
        told("NAF-11.1", *two, sight("03", 3), name="of a group"),
    ]

    flow = observed(catalogue(make_catalogue, make_check), ends)

    assert flow is not None
    assert (flow.check, flow.scenario) == ("NAF-01.1", "plain")


def test_without_a_step_there_is_no_flow(
    make_catalogue: MakeCatalogue, make_check: MakeCheck
) -> None:
    """A run that broke off at once has none."""
    assert observed(catalogue(make_catalogue, make_check), [told("NAF-01.1")]) is None


def test_steps_are_in_the_order_of_time_and_a_reading_counts_once(
    make_catalogue: MakeCatalogue, make_check: MakeCheck
) -> None:
    """Times count from the first; what is done twice is there twice, up to a bound."""
    seen = [
        sight("08", 10.5, "active"),
        sight("08", 10.75, "active"),
        sight("01", 10.0, "start", ms=2.06),
        *(sight("10", 11.0 + n, "trigger", ms=1.0) for n in range(MOST)),
    ]

    flow = observed(catalogue(make_catalogue, make_check), [told("NAF-01.1", *seen)])

    assert flow is not None
    assert [(one.item, one.at_ms, one.took_ms) for one in flow.steps[:4]] == [
        ("01", 0.0, 2.1),
        ("08", 500.0, None),
        ("10", 1000.0, 1.0),
        ("10", 2000.0, 1.0),
    ]
    assert len(flow.steps) == MOST


def test_a_ledger_keeps_sights_by_scenario_without_secrets() -> None:
    """What was a secret when it was seen, and what became one since, is hidden."""
    redact = Redactor()
    redact.learn("a secret", "hush-hush-hush")
    ledger = Ledger(redact)
    ledger.open("one")
    ledger.see([sight("08", 1, "shown as hush-hush-hush " + "x" * 500)])
    ledger.open("two")

    (kept,) = ledger.seen("one")

    assert "hush" not in kept.what
    assert ledger.seen("two") == ()


def test_what_a_step_was_is_drawn_in_one_line(
    make_catalogue: MakeCatalogue, make_check: MakeCheck
) -> None:
    """However long an address is."""
    long = told("NAF-01.1", sight("01", 1, "x" * 2 * SIGHT_LIMIT))

    flow = observed(catalogue(make_catalogue, make_check), [long])

    assert flow is not None
    assert flow.steps[0].what == "x" * SIGHT_LIMIT


def test_who_keeps_nothing_keeps_no_sights() -> None:
    """What is only looked at is drawn nowhere."""
    ledger = Unkept()
    ledger.see([sight("01", 1)])

    assert ledger.seen("") == ()
