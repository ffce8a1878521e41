"""The JUnit XML is what CI servers read, and it is red whenever the run is not conformant."""

from __future__ import annotations

import dataclasses
import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping

import pytest

from nango_conformance.results import Exhibit, Failure, FindingNote, Outcome, Run, RunVerdict
from reports import Clause, render

NASTY = "]]> <failure/> & \" ' \x00\x08\x1b[31m \ud800 \ufffe \u2028 \u202e"

ATTRIBUTES = {
    "testsuites": ({"name", "time", "tests", "failures", "errors"}, set()),
    "testsuite": (
        {"name", "tests", "failures", "errors"},
        {"skipped", "time", "timestamp", "hostname", "id", "package", "file", "version"},
    ),
    "testcase": ({"name"}, {"classname", "time", "group"}),
    "properties": (set(), set()),
    "property": ({"name", "value"}, set()),
    "failure": (set(), {"type", "message"}),
    "error": (set(), {"type", "message"}),
    "skipped": (set(), {"type", "message"}),
    "system-out": (set(), set()),
}
"""Jenkins xUnit, junit-10.xsd: required and optional attributes, as far as they are used here."""

CHILDREN = {
    "testsuites": {"testsuite"},
    "testsuite": {"properties", "testcase"},
    "testcase": {"failure", "error", "skipped", "system-out"},
    "properties": {"property"},
}


def parsed(run: Run, clauses: Mapping[str, Clause] | None = None) -> ET.Element:
    """Return the XML of a run, read back."""
    return ET.fromstring(render(run, "junit", clauses).encode("utf-8"))  # noqa: S314 - our own


def kinds(root: ET.Element) -> dict[str, str]:
    """Return what each case holds by the id of its check: failure, error, skipped or nothing."""
    return {
        case.get("name", "").split()[0]: next(
            (child.tag for child in case if child.tag != "system-out"), "passed"
        )
        for case in root.iter("testcase")
    }


def test_the_structure_is_that_of_the_schema(
    every_verdict: Run, clauses: Mapping[str, Clause]
) -> None:
    """Elements, attributes, times and order are those that junit-10.xsd allows."""
    root = parsed(every_verdict, clauses)

    for element in root.iter():
        required, optional = ATTRIBUTES[element.tag]
        assert required <= set(element.attrib) <= required | optional
        assert {child.tag for child in element} <= CHILDREN.get(element.tag, set())
        assert re.fullmatch(r"(\d{0,3})*(\.\d{0,3})?", element.get("time", "0"))


def test_every_check_is_one_case(every_verdict: Run) -> None:
    """No check is missing, none is there twice, and every suite is a group."""
    root = parsed(every_verdict)

    assert list(kinds(root)) == [check.id for check in every_verdict.checks]
    assert len(list(root.iter("testcase"))) == len(every_verdict.checks)
    assert len(root) == len({check.item for check in every_verdict.checks})


def test_each_verdict_has_its_element(every_verdict: Run) -> None:
    """Failed is a failure, inconclusive an error, the unseen is skipped; only passed is bare."""
    found = kinds(parsed(every_verdict))
    by_verdict = {check.verdict: found[check.id] for check in every_verdict.checks}

    assert by_verdict == {
        Outcome.PASSED: "passed",
        Outcome.FAILED: "failure",
        Outcome.INCONCLUSIVE: "error",
        Outcome.WAIVED: "skipped",
        Outcome.NOT_OBSERVABLE: "skipped",
        Outcome.NOT_APPLICABLE: "skipped",
        Outcome.NOT_RUN: "skipped",
    }


def test_a_skip_has_its_reason(every_verdict: Run) -> None:
    """Every skipped case says which verdict it was and why."""
    messages = [one.get("message", "") for one in parsed(every_verdict).iter("skipped")]

    assert len(messages) == 5
    assert all(re.match(r"(Waived|Not \w+) \(\w+\): \S", message) for message in messages)


def test_counts_are_sums(every_verdict: Run) -> None:
    """The numbers on suites and on the whole are those of the cases inside."""
    root = parsed(every_verdict)

    for suite in root:
        assert int(suite.get("tests", "")) == len(suite.findall("testcase"))
        for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert int(suite.get(name, "")) == len(suite.findall(f"testcase/{tag}"))
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("15", "2", "2")


def test_a_suite_says_what_was_judged(every_verdict: Run) -> None:
    """Target, seed, version and selection are properties of every suite."""
    for suite in parsed(every_verdict):
        named = {one.get("name"): one.get("value") for one in suite.iter("property")}
        assert named["target"] == "Acme mail backend"
        assert named["seed"] == "20260312"
        assert named["version"] == "0.1.0"
        assert named["selection"] == "everything"


def test_a_failure_tells_the_whole_story(every_verdict: Run, clauses: Mapping[str, Clause]) -> None:
    """Whoever sees only the CI server has the reason, the exchange, the remedy, the repeat."""
    failure = parsed(every_verdict, clauses).find(".//testcase[@classname='NAF-06']/failure")
    assert failure is not None
    text = failure.text or ""

    assert (failure.get("message") or "").startswith("Failed (MUST): The genuine webhook")
    for words in ("seen: 401", "what to do: Verify", "HTTP/1.1 401", "again: nango-conformance"):
        assert words in text


def test_a_failure_has_its_code_and_its_likely_cause(every_verdict: Run) -> None:
    """Where there are any: a file of an earlier release has none."""
    failure = Failure(code="NAF-06.1/status", cause="a proxy", remedy="look", again="run it")
    checks = (dataclasses.replace(every_verdict.checks[6], failure=failure),)

    told = parsed(dataclasses.replace(every_verdict, checks=checks)).find(".//failure")

    assert told is not None
    assert "\ncode: NAF-06.1/status\nlikely cause: a proxy\n" in (told.text or "")
    assert "\nagain: run it\n" in (told.text or "")


def test_any_text_makes_legal_xml(every_verdict: Run) -> None:
    """What XML forbids is drawn instead, and what it reserves is escaped."""
    failed = dataclasses.replace(
        every_verdict.checks[6],
        title=NASTY,
        reason=NASTY,
        seen=NASTY,
        exhibits=(Exhibit(id=NASTY, title=NASTY, text=NASTY),),
    )
    run = dataclasses.replace(
        every_verdict,
        checks=(failed,),
        target=dataclasses.replace(every_verdict.target, name=NASTY),
        started=NASTY,
    )

    failure = parsed(run).find(".//failure")

    assert failure is not None
    assert "seen: ]]> <failure/> & \" ' ␀␈␛[31m <U+D800> <U+FFFE>" in (failure.text or "")


@pytest.mark.parametrize(
    ("verdict", "outcome", "tag"),
    [
        (RunVerdict.INCONCLUSIVE, Outcome.NOT_RUN, "error"),
        (RunVerdict.INCONCLUSIVE, Outcome.NOT_OBSERVABLE, "error"),
        (RunVerdict.NOT_CONFORMANT, Outcome.PASSED, "failure"),
    ],
)
def test_no_run_that_is_not_conformant_looks_green(
    clean: Run, verdict: RunVerdict, outcome: Outcome, tag: str
) -> None:
    """Where no check is red, a case of its own says what is wrong with the run."""
    checks = tuple(dataclasses.replace(c, verdict=outcome) for c in clean.checks)
    run = dataclasses.replace(clean, verdict=verdict, checks=checks, fault="target died")

    root = parsed(run)

    assert root[-1].get("name") == "The run as a whole"
    assert root[-1].get("time") == "0.000"
    properties = [one.attrib for one in root[-1].iter("property")]
    assert properties[-1] == {"name": "fault", "value": "target died"}
    case = root[-1].find("testcase")
    assert case is not None
    assert case.attrib == {"classname": "run", "name": "The run as a whole"}
    assert case[0].attrib == {"type": verdict.value, "message": "target died"}
    assert root[-1].find(f"testcase/{tag}") is not None
    assert root.get(f"{tag}s") == "1"


def test_a_conformant_run_has_no_case_more(clean: Run) -> None:
    """A clean run is as many bare cases as it has checks."""
    assert set(kinds(parsed(clean)).values()) == {"passed"}
    assert len(list(parsed(clean).iter("testcase"))) == len(clean.checks)


@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.INCONCLUSIVE])
def test_a_run_that_looks_red_has_no_case_more(clean: Run, outcome: Outcome) -> None:
    """One check that says so is enough."""
    checks = (dataclasses.replace(clean.checks[0], verdict=outcome), *clean.checks[1:])
    run = dataclasses.replace(clean, verdict=RunVerdict.NOT_CONFORMANT, checks=checks)

    assert len(list(parsed(run).iter("testcase"))) == len(checks)


def test_what_belongs_to_no_check_is_told_line_by_line(clean: Run) -> None:
    """The sentence, and every note; where there is no fault, the sentence is the message."""
    checks = tuple(dataclasses.replace(one, verdict=Outcome.NOT_RUN) for one in clean.checks)
    run = dataclasses.replace(
        clean, verdict=RunVerdict.INCONCLUSIVE, checks=checks, notes=("one", "two")
    )

    error = parsed(run).find(".//error")

    assert error is not None
    assert error.get("message") == "Nothing ran, so nothing is known."
    assert error.text == "Nothing ran, so nothing is known.\none\ntwo"


def test_a_long_exhibit_is_cut(every_verdict: Run) -> None:
    """A server keeps every run, and the results have it all."""
    exhibit = Exhibit(id="e1", title="a body", text="x" * 20_009)
    checks = (dataclasses.replace(every_verdict.checks[6], exhibits=(exhibit,)),)

    told = parsed(dataclasses.replace(every_verdict, checks=checks)).find(".//failure")

    assert told is not None
    assert (told.text or "").endswith("x\n… 9 more characters are in results.json")


def test_findings_are_told_line_by_line(clean: Run) -> None:
    """Each with its level, beside a check that passed."""
    notes = (FindingNote(level="SHOULD", text="slow"), FindingNote(level="MAY", text="odd"))
    checks = (dataclasses.replace(clean.checks[0], findings=notes), *clean.checks[1:])

    out = parsed(dataclasses.replace(clean, checks=checks)).find(".//system-out")

    assert out is not None
    assert out.text == "SHOULD: slow\nMAY: odd"
