"""All formats agree: each is read back, and says of every check what results.json says."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from typing import Final

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from junitparser import Error, Failure, JUnitXml, Skipped, TestCase

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
    TargetNote,
    from_json,
)
from reports import FORMATS, render
from reports.words import OUTCOMES, STATUSES

WORDS: Final = {word.word: verdict for verdict, word in OUTCOMES.items()}
SEVEN: Final = tuple(kind for kind in Outcome if kind is not Outcome.PASSED_WITH_FINDINGS)
TOLD: Final = frozenset(
    {Outcome.FAILED, Outcome.WAIVED, Outcome.INCONCLUSIVE, Outcome.NOT_OBSERVABLE}
)
"""What code scanning and annotations tell of; of the rest they say nothing."""

Verdicts = Mapping[str, Outcome]


class _Page(HTMLParser):
    """The verdict of each check, as the class of its element says and the badge inside it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.classes: dict[str, Outcome] = {}
        self.badges: dict[str, Outcome] = {}
        self._of: str | None = None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a check, and the first badge in it."""
        named = {name: value or "" for name, value in attrs}
        kinds = named.get("class", "").split()
        shown = [kind[2:] for kind in kinds if kind.startswith("v-")]
        if tag == "details" and "check" in kinds:
            self._of = named["id"]
            self.classes[self._of] = Outcome(shown[0])
        elif self._of and "badge" in kinds:
            self.badges[self._of] = Outcome(shown[0])
            self._of = None


def of_html(text: str) -> Verdicts:
    """Return what the page says."""
    page = _Page(text)
    assert page.badges == page.classes
    return page.classes


def of_markdown(text: str) -> Verdicts:
    """Return what the tables of the summary say; what stands in a fence is no table."""
    shown = re.sub(r"^(`{3,})text\n.*?\n\1$", "", text, flags=re.MULTILINE | re.DOTALL)
    rows = re.findall(r"^\| \S ([A-Z][a-z ]+) \| (NAF\\-\d\d\.\d+) \|", shown, re.MULTILINE)
    return {id_.replace("\\", ""): WORDS[word] for word, id_ in rows}


def of_junit(text: str) -> Verdicts:
    """Return what a JUnit reader makes of the cases; the run as a whole is none."""
    suites = JUnitXml.fromstring(text.encode())
    cases = [case for suite in suites for case in suite]
    assert suites.tests == len(cases)
    named = [(str(case.name).split()[0], case) for case in cases]
    return {id_: _of_case(case) for id_, case in named if id_.startswith("NAF-")}


def _of_case(case: TestCase) -> Outcome:
    if not case.result:
        return Outcome.PASSED
    (result,) = case.result
    if isinstance(result, Failure):
        return Outcome.FAILED
    if isinstance(result, Error):
        return Outcome.INCONCLUSIVE
    assert isinstance(result, Skipped)
    return Outcome(result.type)


def of_sarif(text: str) -> Verdicts:
    """Return what the properties say, which the results must not contradict."""
    (run,) = json.loads(text)["runs"]
    verdicts = {id_: Outcome(said) for id_, said in run["properties"]["verdicts"].items()}
    results = [one for one in run["results"] if one["ruleId"] != "RUN"]
    assert {one["ruleId"]: _of_result(one) for one in results} == only_told(verdicts)
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"] if rule["id"] != "RUN"] == [
        *verdicts
    ]
    return verdicts


def _of_result(result: Mapping[str, object]) -> Outcome:
    if "suppressions" in result:
        return Outcome.WAIVED
    return {
        "fail": Outcome.FAILED,
        "open": Outcome.INCONCLUSIVE,
        "review": Outcome.NOT_OBSERVABLE,
    }[str(result["kind"])]


def of_github(text: str) -> Verdicts:
    """Return what the titles of the annotations say."""
    found = re.findall(r"title=(NAF-\d\d\.\d+) ([A-Z][a-z ]+)%3A", text)
    return {id_: WORDS[word] for id_, word in found}


def of_oscal(text: str) -> Verdicts:
    """Return what the observations say, each by the property that holds its verdict."""
    (result,) = json.loads(text)["assessment-results"]["results"]
    named = [(one["title"].split()[0], one["props"]) for one in result["observations"]]
    return {
        id_: Outcome(next(prop["value"] for prop in props if prop["name"] == "verdict"))
        for id_, props in named
    }


def of_json(text: str) -> Verdicts:
    """Return what the results say, rendered again."""
    return {check.id: check.verdict for check in from_json(text).checks}


READERS: Final[Mapping[str, Callable[[str], Verdicts]]] = {
    "html": of_html,
    "markdown": of_markdown,
    "junit": of_junit,
    "sarif": of_sarif,
    "github": of_github,
    "oscal": of_oscal,
    "json": of_json,
}


def only_told(verdicts: Verdicts) -> dict[str, Outcome]:
    """Return what a format tells of that tells only of what a person has to look at."""
    return {id_: verdict for id_, verdict in verdicts.items() if verdict in TOLD}


def assert_agreement(run: Run) -> None:
    """Every format says of every check what the run says, and of the run as well."""
    said = {check.id: check.verdict for check in run.checks}
    for name, read in READERS.items():
        expected = only_told(said) if name == "github" else said
        assert dict(read(render(run, name))) == expected, name
    word = STATUSES[run.verdict].word
    message = json.loads(render(run, "badge"))["message"]
    assert message.startswith(word.lower())
    assert f" {run.totals['passed']} of {len(run.checks)} checks passed" in message
    assert f"# {STATUSES[run.verdict].mark} {word}" in render(run, "markdown")
    first = render(run, "github").splitlines()[0]
    assert first.startswith("::notice" if run.verdict is RunVerdict.CONFORMANT else "::error")
    assert f"title={word}" in first


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


@pytest.mark.parametrize("said", [Outcome.PASSED, Outcome.FAILED])
def test_a_format_that_lies_is_found(every_verdict: Run, said: Outcome) -> None:
    """The readers read: of another verdict each says another thing."""
    other = [dataclasses.replace(one, verdict=said) for one in every_verdict.checks]
    lie = dataclasses.replace(every_verdict, checks=tuple(other))

    for name, read in READERS.items():
        assert read(render(lie, name)) != read(render(every_verdict, name)), name


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
    items=st.just((ItemResult(item="06", title="x", verdict=Outcome.NOT_RUN, shown_by="backend"),)),
    checks=checks(),
    notes=st.lists(TEXTS, max_size=1).map(tuple),
    fault=st.none() | TEXTS,
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
