"""
JUnit XML: one suite a group, one case a check, and nothing green that did not pass.

The elements and attributes are those of the Jenkins xUnit schema (junit-10.xsd), with `error`
as every writer and reader spells it.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from nango_conformance.results import Outcome, RunVerdict, ScheduleResult, ScheduleResults
from reports.summary import Summary, schedule_again
from reports.views import CheckView, GroupView
from reports.visible import cut, one_line, visible

_CHILDREN: Final[Mapping[Outcome, tuple[str, str]]] = MappingProxyType(
    {
        Outcome.FAILED: ("failure", "Nonconformance"),
        Outcome.INCONCLUSIVE: ("error", "Inconclusive"),
        Outcome.WAIVED: ("skipped", "waived"),
        Outcome.NOT_OBSERVABLE: ("skipped", "not-observable"),
        Outcome.NOT_APPLICABLE: ("skipped", "not-applicable"),
        Outcome.NOT_RUN: ("skipped", "not-run"),
    }
)
"""What a case that did not pass holds, and of which type it is."""

_COUNTS: Final = (("failures", "failure"), ("errors", "error"), ("skipped", "skipped"))
_LIMIT: Final = 20_000


def to_junit(summary: Summary) -> str:
    """Return the XML; it is red whenever the run is not conformant."""
    root = ET.Element("testsuites", {"name": "nango-conformance"})
    root.extend(_suite(summary, group) for group in summary.groups)
    if summary.run.schedules is not None:
        root.append(_schedules_suite(summary, summary.run.schedules))
    if summary.run.verdict is not RunVerdict.CONFORMANT and not _is_red(root):
        root.append(_verdict_suite(summary))
    suites = list(root)
    root.set("time", f"{summary.run.duration_s:.3f}")
    for name in ("tests", "failures", "errors"):
        root.set(name, str(sum(int(suite.attrib[name]) for suite in suites)))
    ET.indent(root)
    body = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'


def _suite(summary: Summary, group: GroupView) -> ET.Element:
    time = sum(s.duration_s for view in group.checks for s in view.result.scenarios)
    return _counted(
        summary,
        f"{group.number} {one_line(group.title)}",
        time,
        [_case(group, view) for view in group.checks],
    )


def _schedules_suite(summary: Summary, schedules: ScheduleResults) -> ET.Element:
    """Return a case for each order of events that is told of, and one for those that passed."""
    cases = [_schedule_case(summary, one) for one in schedules.told]
    told = sum(one.outcome is Outcome.PASSED for one in schedules.told)
    if others := schedules.totals[Outcome.PASSED.value] - told:
        name = f"{others} other orders of events passed"
        cases.append(ET.Element("testcase", {"classname": "schedules", "name": name}))
    return _counted(summary, "Orders of events", summary.run.duration_s, cases)


def _schedule_case(summary: Summary, one: ScheduleResult) -> ET.Element:
    name = one_line(f"{one.id} {one.words}")
    case = ET.Element("testcase", {"classname": "schedules", "name": name})
    if one.outcome in _CHILDREN:
        tag, kind = _CHILDREN[one.outcome]
        trouble = ET.SubElement(case, tag, {"type": kind, "message": one_line(one.reason)})
        lines = [one.reason, *one.happened, f"again: {schedule_again(summary.run, one)}"]
        lines += [f"\nexhibit {e.id}: {e.title}\n{cut(e.text, _LIMIT)}" for e in one.exhibits]
        trouble.text = visible("\n".join(lines)) if tag != "skipped" else None
    return case


def _verdict_suite(summary: Summary) -> ET.Element:
    """Return the one case more that a run needs when its trouble belongs to no check."""
    case = ET.Element("testcase", {"classname": "run", "name": "The run as a whole"})
    tag = "failure" if summary.run.verdict is RunVerdict.NOT_CONFORMANT else "error"
    message = one_line(summary.run.fault or summary.sentence)
    trouble = ET.SubElement(case, tag, {"type": summary.run.verdict.value, "message": message})
    trouble.text = visible("\n".join([summary.sentence, *summary.run.notes]))
    return _counted(summary, "The run as a whole", 0, [case])


def _counted(summary: Summary, name: str, time: float, cases: list[ET.Element]) -> ET.Element:
    suite = ET.Element("testsuite", {"name": name, "tests": str(len(cases))})
    for attribute, tag in _COUNTS:
        suite.set(attribute, str(sum(case.find(tag) is not None for case in cases)))
    suite.set("time", f"{time:.3f}")
    suite.set("timestamp", one_line(summary.run.started))
    properties = ET.SubElement(suite, "properties")
    for key, value in _properties(summary):
        ET.SubElement(properties, "property", {"name": key, "value": one_line(value)})
    suite.extend(cases)
    return suite


def _properties(summary: Summary) -> Iterator[tuple[str, str]]:
    run = summary.run
    yield "verdict", run.verdict.value
    yield "target", run.target.name
    yield "base_url", run.target.base_url
    yield "profile", run.target.profile
    yield "seed", str(run.seed)
    yield "version", run.harness.version
    yield "nango", run.harness.nango
    yield "selection", summary.selected or "everything"
    if run.fault:
        yield "fault", run.fault


def _is_red(root: ET.Element) -> bool:
    return any(root.find(f".//{tag}") is not None for tag in ("failure", "error"))


def _case(group: GroupView, view: CheckView) -> ET.Element:
    check = view.result
    case = ET.Element(
        "testcase",
        {
            "classname": f"NAF-{group.number}",
            "name": one_line(f"{check.id} {check.title}"),
            "time": f"{sum(s.duration_s for s in check.scenarios):.3f}",
        },
    )
    if check.verdict in _CHILDREN:
        tag, kind = _CHILDREN[check.verdict]
        message = one_line(f"{view.word.word} ({check.level}): {check.reason}")
        trouble = ET.SubElement(case, tag, {"type": kind, "message": message})
        trouble.text = visible("\n".join(_story(view))) if tag != "skipped" else None
    if check.findings:
        out = ET.SubElement(case, "system-out")
        out.text = visible("\n".join(f"{f.level}: {f.text}" for f in check.findings))
    return case


def _story(view: CheckView) -> Iterator[str]:
    check = view.result
    yield check.reason
    facts = [("seen", check.seen)]
    if check.failure is not None:
        facts += [("code", check.failure.code), ("likely cause", check.failure.cause)]
    facts += [("demanded", view.clause.wants)] if view.clause is not None else []
    title, text = view.advice
    facts += [(title.lower(), text)]
    facts += [("source", view.clause.source)] if view.clause is not None else []
    yield from (f"{name}: {text}" for name, text in facts if text)
    for scenario in check.scenarios:
        if scenario.outcome is not Outcome.PASSED:
            yield f"example: {scenario.name} ({scenario.uri}:{scenario.line})"
            yield from (f"  {text}" for text in (scenario.failed_step, scenario.message) if text)
    yield f"again: {view.again}"
    if check.failure is not None and check.failure.script:
        yield f"by bash, curl and openssl: {check.failure.script}"
    if check.failure is not None and check.failure.no_script:
        yield f"no script shows it: {check.failure.no_script}"
    for exhibit in check.exhibits:
        yield f"\nexhibit {exhibit.id}: {exhibit.title}\n{cut(exhibit.text, _LIMIT)}"
