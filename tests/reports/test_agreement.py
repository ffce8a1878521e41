"""All formats agree: each is read back, and says of a run and all in it what results.json says."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from typing import Final

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from nango_conformance.catalogue import load
from nango_conformance.results import (
    CheckResult,
    Exhibit,
    FindingNote,
    HarnessNote,
    ItemResult,
    Outcome,
    Run,
    RunVerdict,
    ScenarioResult,
    ScheduleResult,
    ScheduleResults,
    TargetNote,
)
from reports import FORMATS, render
from reports.summary import summarise
from reports.words import STATUSES
from tests.reports.readers import READERS, Verdicts, only_told

SEVEN: Final = tuple(kind for kind in Outcome if kind is not Outcome.PASSED_WITH_FINDINGS)
FIVE: Final = tuple(kind for kind in SEVEN if kind not in {Outcome.NOT_RUN, Outcome.WAIVED})


def said(run: Run, name: str) -> Verdicts:
    """Return what a format has to say of checks and of orders of events."""
    checks = {check.id: check.verdict for check in run.checks}
    orders = {one.id: one.outcome for one in run.schedules.told} if run.schedules else {}
    if name == "sarif":
        return {**checks, **only_told(orders)}
    return only_told({**checks, **orders}) if name == "github" else {**checks, **orders}


def assert_agreement(run: Run) -> None:
    """Every format says of the run, of its checks and of its items what the run says."""
    items = {item.item: item.verdict for item in run.items}
    across = (group for group in summarise(run, {}).groups if not group.is_item)
    groups = {group.number: group.verdict for group in across}
    for name, read in READERS.items():
        found = read(render(run, name))
        assert found.verdict is run.verdict, name
        assert dict(found.checks) == said(run, name), name
        assert found.items in (None, items), name
        assert found.groups in (None, groups), name
        # A machine may see more red than there is in the verdict, and never less.
        assert found.red is not False or run.verdict is RunVerdict.CONFORMANT, name
    word = STATUSES[run.verdict].word
    message = json.loads(render(run, "badge"))["message"]
    assert message.startswith(word.lower())
    counts = run.totals if run.schedules is None else run.schedules.totals
    noun = "checks passed" if run.schedules is None else "orders of events"
    assert f" {counts['passed']} of {sum(counts.values())} {noun}" in message


def test_every_format_is_read_back() -> None:
    """Whoever adds a format adds how it is read: the badge counts, and has no check."""
    assert {*READERS, "badge"} == {*FORMATS}


def test_they_agree_on_a_run_with_every_verdict(every_verdict: Run) -> None:
    """The one of the golden files, which holds all seven."""
    assert {check.verdict for check in every_verdict.checks} == set(SEVEN)
    assert_agreement(every_verdict)


def test_they_agree_on_a_clean_run(clean: Run) -> None:
    """Ten checks that passed."""
    assert_agreement(clean)


@pytest.mark.parametrize("verdict", [Outcome.PASSED, Outcome.FAILED])
def test_a_format_that_lies_of_checks_is_found(every_verdict: Run, verdict: Outcome) -> None:
    """The readers read: of other verdicts each says another thing."""
    other = [dataclasses.replace(one, verdict=verdict) for one in every_verdict.checks]
    lie = dataclasses.replace(every_verdict, checks=tuple(other))

    for name, read in READERS.items():
        assert read(render(lie, name)).checks != read(render(every_verdict, name)).checks, name


@pytest.mark.parametrize("verdict", RunVerdict)
def test_a_format_that_lies_of_the_run_or_its_items_is_found(
    clean: Run, verdict: RunVerdict
) -> None:
    """All have a word for the run, and four for its items."""
    items = tuple(dataclasses.replace(one, verdict=Outcome.FAILED) for one in clean.items)
    lie = dataclasses.replace(clean, verdict=verdict, items=items)

    read = {name: read(render(lie, name)) for name, read in READERS.items()}

    assert {one.verdict for one in read.values()} == {verdict}
    assert [name for name, one in read.items() if one.items] == [
        "html",
        "markdown",
        "oscal",
        "json",
    ]
    assert {kind for one in read.values() for kind in (one.items or {}).values()} == {
        Outcome.FAILED
    }


TEXTS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            "| ✓ Passed | NAF\\-06.1 | x |",
            "<details class='check v-passed' id='NAF-06.1'><span class='badge v-passed'>",
            "\n::notice title=NAF-06.1 Passed%3A x::y",
            "]]></failure><skipped/>",
            "\ud800\x00\u202e",
            "`|`\r\n## x",
        ]
    ),
)
PLACES = st.sampled_from(["features/06_webhook.feature", "features/12_keys.feature"])
FINDINGS = st.builds(FindingNote, level=st.sampled_from(["SHOULD", "MAY"]), text=TEXTS)
EXAMPLES = st.builds(
    ScenarioResult,
    name=TEXTS,
    uri=PLACES,
    line=st.integers(1, 120),
    outcome=st.sampled_from(SEVEN),
    duration_s=st.floats(0, 99),
    failed_step=st.none() | TEXTS,
    message=st.none() | TEXTS,
)


@st.composite
def checks(draw: st.DrawFn) -> tuple[CheckResult, ...]:
    """Return checks of the catalogue, each with some verdict and any text."""
    known = draw(st.lists(st.sampled_from(load().checks), min_size=1, max_size=9, unique=True))
    chosen = sorted(known, key=lambda check: (check.item, check.id))
    return tuple(
        CheckResult(
            id=one.id,
            item=one.item,
            level=one.level.value,
            essential=one.essential,
            title=draw(TEXTS),
            verdict=draw(st.sampled_from(SEVEN)),
            reason=draw(TEXTS),
            seen=draw(TEXTS),
            findings=draw(st.lists(FINDINGS, max_size=1).map(tuple)),
            exhibits=draw(
                st.lists(st.builds(Exhibit, id=TEXTS, title=TEXTS, text=TEXTS), max_size=1).map(
                    tuple
                )
            ),
            scenarios=draw(st.lists(EXAMPLES, max_size=2).map(tuple)),
        )
        for one in chosen
    )


ITEMS = st.tuples(
    *(
        st.builds(
            ItemResult,
            item=st.just(f"{number:02}"),
            title=TEXTS,
            verdict=st.sampled_from(Outcome),
            shown_by=st.sampled_from(["backend", "played", "browser"]),
            reason=TEXTS,
        )
        for number in range(1, 11)
    )
)


@st.composite
def schedules(draw: st.DrawFn) -> ScheduleResults:
    """Return orders of events, each with some outcome and any text."""
    ids = st.sampled_from(["S-nothing", "S-w", "S-ew.r", "S-w+d"])
    told = tuple(
        ScheduleResult(
            id=id_,
            words=draw(TEXTS),
            outcome=draw(st.sampled_from(FIVE)),
            reason=draw(TEXTS),
            happened=draw(st.lists(TEXTS, max_size=2).map(tuple)),
            findings=draw(st.lists(FINDINGS, max_size=1).map(tuple)),
        )
        for id_ in draw(st.lists(ids, min_size=1, unique=True))
    )
    counts = Counter(one.outcome.value for one in told)
    return ScheduleResults(
        asked=("all",),
        known=4,
        totals={kind.value: counts[kind.value] for kind in SEVEN if kind is not Outcome.WAIVED},
        told=told,
    )


RUNS = st.builds(
    Run,
    verdict=st.sampled_from(RunVerdict),
    selection=st.sampled_from([None, {"items": ["06"]}, {"essential": True}]),
    target=st.builds(
        TargetNote, name=TEXTS, profile=st.just("seed"), base_url=TEXTS, mode=st.just("start")
    ),
    seed=st.integers(0, 9),
    started=st.just("2026-03-12T09:30:00Z"),
    duration_s=st.floats(0, 99),
    harness=st.just(HarnessNote(version="0.1.0", nango="0.71.4")),
    items=ITEMS,
    checks=checks(),
    notes=st.lists(TEXTS, max_size=1).map(tuple),
    fault=st.none() | TEXTS,
    schedules=st.none() | schedules(),
)


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    # A run is large, and a smaller one tells no more than which format disagrees.
    phases=(Phase.explicit, Phase.generate),
)
@given(run=RUNS)
def test_they_agree_on_any_run(run: Run) -> None:
    """Whatever a target, a person or a fault puts into it."""
    assert_agreement(run)
