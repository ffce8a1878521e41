"""How each format is read back: the verdict of the run, of every check and order, of every item."""

from __future__ import annotations

import dataclasses
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from typing import Final

from junitparser import Error, Failure, JUnitXml, Skipped, TestCase

from nango_conformance.results import Outcome, RunVerdict, from_json
from reports.words import OUTCOMES, STATUSES

WORDS: Final = {word.word: verdict for verdict, word in OUTCOMES.items()}
HEADLINES: Final = {status.word: verdict for verdict, status in STATUSES.items()}
TOLD: Final = frozenset(
    {Outcome.FAILED, Outcome.WAIVED, Outcome.INCONCLUSIVE, Outcome.NOT_OBSERVABLE}
)
"""What code scanning and annotations tell of; of the rest they say nothing."""

_ID: Final = r"NAF-\d\d\.\d+|S-\S+"

Verdicts = Mapping[str, Outcome]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """
    What a format says: of the run, of each check and order of events, and of each item.

    `red` says whether a machine takes it for a failure, None where it is for people alone; `items`
    is None in a format that has none.
    """

    verdict: RunVerdict
    checks: Verdicts
    items: Verdicts | None = None
    red: bool | None = None


class _Page(HTMLParser):
    """What the classes of a page's elements say, and the badges inside them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.classes: dict[str, Outcome] = {}
        self.badges: dict[str, Outcome] = {}
        self.items: dict[str, Outcome] = {}
        self.verdict = ""
        self.headline = ""
        self._of: str | None = None
        self._number: str | None = None
        self._inside: str | None = None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the run, an item, a check or an order, and the first badge in it."""
        named = {name: value or "" for name, value in attrs}
        kinds = named.get("class", "").split()
        shown = [kind[2:] for kind in kinds if kind.startswith("v-")]
        if named.get("id") == "verdict":
            (self.verdict,) = (kind[2:] for kind in kinds if kind.startswith("r-"))
        elif tag == "table":
            self._inside = "items" if named.get("aria-labelledby") == "checklist-title" else None
        elif tag in ("h1", "td"):
            self._number = (
                "" if tag == "td" and self._inside and "number" in kinds else self._number
            )
            self._of = "" if tag == "h1" else self._of
        elif tag == "details" and "check" in kinds:
            self._of = named["id"]
            self.classes[self._of] = Outcome(shown[0])
        elif self._inside and self._number and "badge" in kinds:
            self.items[self._number] = Outcome(shown[0])
        elif self._of and "badge" in kinds:
            self.badges[self._of] = Outcome(shown[0])
            self._of = None

    def handle_endtag(self, tag: str) -> None:
        """Note the end of the checklist."""
        if tag == "table":
            self._inside = self._number = None
        self._of = None if tag == "h1" else self._of

    def handle_data(self, data: str) -> None:
        """Note the headline, and the number of an item."""
        if self._of == "":
            self.headline += data
        if self._number == "":
            self._number = data


def of_html(text: str) -> Read:
    """Return what the page says."""
    page = _Page(text)
    assert page.badges == page.classes
    verdict = RunVerdict(page.verdict)
    assert page.headline.strip("✓◐✗? ").startswith(STATUSES[verdict].word)
    return Read(verdict=verdict, checks=page.classes, items=page.items)


def of_markdown(text: str) -> Read:
    """Return what headings and tables say; what stands in a fence is neither."""
    shown = re.sub(r"^(`{3,})text\n.*?\n\1$", "", text, flags=re.MULTILINE | re.DOTALL)
    rows = re.findall(r"^\| \S ([A-Z][a-z ]+) \| (NAF\\-\d\d\.\d+) \|", shown, re.MULTILINE)
    rows += re.findall(r"^### \S ([A-Z][a-z ]+): (S\\-\S+)$", shown, re.MULTILINE)
    items = re.findall(
        r"^\| (\d\d) \| .* \| \S ([A-Z][a-z ]+)(?:, as played)?(?:, \d+ of \d+)? \| ",
        shown.partition("## What cuts across")[0],
        re.MULTILINE,
    )
    headline = shown[: shown.index("\n")].lstrip("# ✓✗?")
    return Read(
        verdict=_of_headline(headline),
        checks={id_.replace("\\", ""): WORDS[word] for word, id_ in rows},
        items={number: WORDS[word] for number, word in items},
    )


def _of_headline(text: str) -> RunVerdict:
    (verdict,) = (one for word, one in HEADLINES.items() if re.match(rf"{word}(,|:|%3A)", text))
    return verdict


def of_junit(text: str) -> Read:
    """Return what a JUnit reader makes of the cases; the run as a whole is none."""
    suites = JUnitXml.fromstring(text.encode())
    cases = [case for suite in suites for case in suite]
    assert suites.tests == len(cases)
    told = ET.fromstring(text.encode()).iter("property")  # noqa: S314 - our own report
    said = {one.attrib["value"] for one in told if one.attrib["name"] == "verdict"}
    (verdict,) = said
    named = [(str(case.name).split()[0], case) for case in cases]
    return Read(
        verdict=RunVerdict(verdict),
        checks={id_: _of_case(case) for id_, case in named if re.fullmatch(_ID, id_)},
        red=bool(suites.failures or suites.errors),
    )


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


def of_sarif(text: str) -> Read:
    """Return what the properties say, which the results and the exit code must not contradict."""
    (run,) = json.loads(text)["runs"]
    checks = {id_: Outcome(said) for id_, said in run["properties"]["verdicts"].items()}
    orders = {}
    results = []
    for one in run["results"]:
        if one["ruleId"] == "SCHEDULE":
            (name,) = re.findall(r"\A[A-Z][a-z ]+: (S-\S+)", one["message"]["text"])
            orders[name] = _of_result(one)
        elif one["ruleId"] != "RUN":
            results.append(one)
    assert {one["ruleId"]: _of_result(one) for one in results} == only_told(checks)
    verdict = RunVerdict(run["properties"]["verdict"])
    (invocation,) = run["invocations"]
    assert invocation["exitCode"] == STATUSES[verdict].exit_status
    assert invocation["exitCodeDescription"].startswith(STATUSES[verdict].word)
    assert invocation["executionSuccessful"] is (verdict is not RunVerdict.INCONCLUSIVE)
    red = any(one["level"] == "error" and "suppressions" not in one for one in run["results"])
    return Read(verdict=verdict, checks={**checks, **orders}, red=red)


def _of_result(result: Mapping[str, object]) -> Outcome:
    if "suppressions" in result:
        return Outcome.WAIVED
    return {
        "fail": Outcome.FAILED,
        "open": Outcome.INCONCLUSIVE,
        "review": Outcome.NOT_OBSERVABLE,
    }[str(result["kind"])]


def of_github(text: str) -> Read:
    """Return what the titles of the annotations say, the first of which is that of the run."""
    found = re.findall(rf"title=({_ID}) ([A-Z][a-z ]+)%3A", text)
    first = text.splitlines()[0]
    return Read(
        verdict=_of_headline(first.partition("title=")[2].replace("%2C", ",")),
        checks={id_: WORDS[word] for id_, word in found},
        red=first.startswith("::error"),
    )


def of_oscal(text: str) -> Read:
    """Return what the properties say, which the states of the findings must not contradict."""
    (result,) = json.loads(text)["assessment-results"]["results"]
    named = [(one["title"].split()[0], one["props"]) for one in result["observations"]]
    found = {one["target"]["target-id"]: one for one in result["findings"]}
    verdict = RunVerdict(_property(result["props"], "verdict"))
    assert _property(result["props"], "exit-status") == str(STATUSES[verdict].exit_status)
    for one in found.values():
        green = one["target"]["status"]["state"] == "satisfied"
        said = [p["value"] for p in one["props"] if p["name"] == "verdict"]
        assert not green or said in ([], ["passed"], ["conformant"])
    return Read(
        verdict=verdict,
        checks={id_: Outcome(_property(props, "verdict")) for id_, props in named},
        items={
            name[4:6]: Outcome(_property(one["props"], "verdict"))
            for name, one in found.items()
            if any(prop["name"] == "shown-by" for prop in one["props"])
        },
        red=any(one["target"]["status"]["state"] != "satisfied" for one in found.values()),
    )


def _property(props: list[dict[str, str]], name: str) -> str:
    (value,) = (one["value"] for one in props if one["name"] == name)
    return value


def of_json(text: str) -> Read:
    """Return what the results say, rendered again."""
    run = from_json(text)
    orders = run.schedules.told if run.schedules else ()
    return Read(
        verdict=run.verdict,
        checks={
            **{check.id: check.verdict for check in run.checks},
            **{order.id: order.outcome for order in orders},
        },
        items={item.item: item.verdict for item in run.items},
    )


READERS: Final[Mapping[str, Callable[[str], Read]]] = {
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
