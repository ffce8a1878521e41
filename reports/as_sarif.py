"""
SARIF 2.1.0: a rule for each check, a result for each that a person has to look at.

How a verdict is said (OASIS SARIF 2.1.0, sections 3.27.9 and 3.27.10, where a result that is no
failure has no level):

    failed            kind fail, level error where it decides the verdict, else warning
    waived            the same, with a suppression that holds the reason of the waiver
    inconclusive      kind open: there was not enough to decide
    not-observable    kind review: a person has to look

Passed, not applicable and not run checks have no result. So that nobody takes what did not run for
fixed, a part and a run that broke off have a category of their own; the verdict of every check
stands in the run's properties. No time, duration or port is in the file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import quote

from nango_conformance.results import CheckResult, Outcome, Run, RunVerdict, ScheduleResult
from reports.headline import decides
from reports.places import NOWHERE, Place, place_of
from reports.summary import Summary, schedule_again
from reports.views import CheckView
from reports.visible import cut, one_line, visible
from reports.words import OUTCOMES

_KINDS: Final[Mapping[Outcome, str]] = MappingProxyType(
    {
        Outcome.FAILED: "fail",
        Outcome.WAIVED: "fail",
        Outcome.INCONCLUSIVE: "open",
        Outcome.NOT_OBSERVABLE: "review",
    }
)

_LEVELS: Final = {"SHOULD": "warning", "MAY": "note"}
"""How loud a check is that does not decide the verdict."""

_LIMIT: Final = 8_000

WHOLE: Final = "RUN"
"""The rule of what belongs to no check: an expired waiver, a run that broke off."""

ORDERS: Final = "SCHEDULE"
"""The rule of the orders of events: what holds in one has to hold in every one."""


def to_sarif(summary: Summary) -> str:
    """
    Return the log; it holds a failure whenever the run is not conformant.

    A lone surrogate in an id of a stranger's file is written as the escape that it was.
    """
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [_run(summary)],
    }
    text = json.dumps(log, indent=2, ensure_ascii=False) + "\n"
    return text.encode(errors="backslashreplace").decode()


def _run(summary: Summary) -> dict[str, Any]:
    run = summary.run
    views = [view for group in summary.groups for view in group.checks]
    rules = [_rule(view) for view in views]
    results = [_result(view) for view in views if view.result.verdict in _KINDS]
    if run.schedules is not None:
        rules.append(_plain_rule(ORDERS, "Every order of events ends as it has to"))
        told = (one for one in run.schedules.told if one.outcome in _KINDS)
        results += [_schedule(run, one) for one in told]
    if run.verdict is not RunVerdict.CONFORMANT and not any(map(_is_red, results)):
        rules.append(_plain_rule(WHOLE, "The run as a whole is conformant"))
        results.append(_whole(summary))
    places = {rule["id"]: place for place, rule in enumerate(rules)}
    return {
        "tool": {"driver": _driver(run, rules)},
        "automationDetails": {"id": f"{_category(summary)}/"},
        "invocations": [_invocation(summary)],
        "columnKind": "unicodeCodePoints",
        "results": [{**one, "ruleIndex": places[one["ruleId"]]} for one in results],
        "properties": _properties(run),
    }


def _driver(run: Run, rules: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "name": "nango-conformance",
        "version": visible(run.harness.version),
        "fullName": f"nango-conformance {one_line(run.harness.version)}, "
        f"true to Nango {one_line(run.harness.nango)}",
        "rules": rules,
    }


def _category(summary: Summary) -> str:
    """
    Return what GitHub keeps apart, for it takes an alert that a later run lacks for fixed.

    Neither a part of the specification nor a run that broke off closes an alert of the whole.
    """
    parts = ["nango-conformance", summary.run.target.name]
    parts += [summary.selected] if summary.selected else []
    parts += ["ended early"] if summary.run.fault is not None else []
    return " ".join(map(one_line, parts)).replace("/", "-")


def _invocation(summary: Summary) -> dict[str, Any]:
    run = summary.run
    told = [("error", run.fault)] if run.fault else []
    told += [("warning", note) for note in run.notes]
    return {
        "executionSuccessful": run.verdict is not RunVerdict.INCONCLUSIVE,
        "exitCode": summary.status.exit_status,
        "exitCodeDescription": f"{summary.headline}: {visible(summary.sentence)}",
        "toolExecutionNotifications": [
            {"level": level, "message": {"text": visible(text)}} for level, text in told
        ],
    }


def _properties(run: Run) -> dict[str, Any]:
    return {
        "verdict": run.verdict.value,
        "target": visible(run.target.name),
        "profile": visible(run.target.profile),
        "seed": run.seed,
        "totals": run.totals,
        "verdicts": {check.id: check.verdict.value for check in run.checks},
    }


def _rule(view: CheckView) -> dict[str, Any]:
    check, clause = view.result, view.clause
    rule = _plain_rule(check.id, check.title, level=_level(check))
    help_ = [f"nango-conformance explain {check.id} says more."]
    if clause is not None:
        rule |= {"fullDescription": {"text": visible(clause.why)}} if clause.why else {}
        facts = [
            ("What it sends", clause.sends),
            ("What it wants", clause.wants),
            ("What to change", clause.remedy),
            ("Source", clause.source),
        ]
        help_ = [*(f"{name}: {visible(text)}" for name, text in facts if text), *help_]
    tags = ["nango", f"group-{check.item}", check.level, *(["essential"] * check.essential)]
    return {**rule, "help": {"text": "\n\n".join(help_)}, "properties": {"tags": tags}}


def _plain_rule(name: str, title: str, level: str = "error") -> dict[str, Any]:
    return {
        "id": name,
        "shortDescription": {"text": one_line(title) or name},
        "defaultConfiguration": {"level": level},
    }


def _level(check: CheckResult) -> str:
    return "error" if decides(check) else _LEVELS.get(check.level, "warning")


def _result(view: CheckView) -> dict[str, Any]:
    check = view.result
    lines = [f"{view.word.word} ({check.level}): {check.reason}"]
    lines += [f"Seen: {check.seen}"] if check.seen else []
    if check.failure is not None:
        lines += [f"Likely cause: {check.failure.cause}", f"What to do: {view.remedy}"]
    lines += [f"Finding, {finding.level}: {finding.text}" for finding in check.findings]
    found = _found(check.id, check.verdict, lines, view.again, level=_level(check))
    found |= {"locations": [_location(place_of(check))]}
    if check.verdict is Outcome.WAIVED:
        found["suppressions"] = [
            {"kind": "external", "status": "accepted", "justification": visible(check.reason)}
        ]
    found["properties"] |= {"evidence": list(check.evidence), "essential": check.essential}
    if check.failure is not None:
        found["properties"] |= {"code": check.failure.code}
    return found


def _schedule(run: Run, one: ScheduleResult) -> dict[str, Any]:
    lines = [f"{OUTCOMES[one.outcome].word}: {one.id} {one.words}", one.reason, *one.happened]
    again = schedule_again(run, one)
    found = _found(ORDERS, one.outcome, lines, again, name=one.id)
    found["properties"] |= {"evidence": list(one.evidence)}
    return found


def _whole(summary: Summary) -> dict[str, Any]:
    lines = [summary.sentence, *([summary.run.fault] if summary.run.fault else [])]
    return _found(WHOLE, Outcome.FAILED, [*lines, *summary.run.notes])


def _found(
    rule: str,
    outcome: Outcome,
    lines: list[str],
    again: str = "",
    *,
    level: str = "error",
    name: str = "",
) -> dict[str, Any]:
    kind = _KINDS[outcome]
    text = "\n".join([*lines, *([f"Again: {again}"] if again else [])])
    return {
        "ruleId": rule,
        "kind": kind,
        "level": level if kind == "fail" else "none",
        "message": {"text": visible(cut(text, _LIMIT))},
        "locations": [_location(NOWHERE)],
        "partialFingerprints": {"primaryLocationLineHash": _fingerprint(name or rule)},
        "properties": {"verdict": outcome.value, **({"again": visible(again)} if again else {})},
    }


def _fingerprint(name: str) -> str:
    """
    Return what makes two results the same alert to GitHub: the check, and nothing else.

    GitHub hashes the line of a source file where this is absent, and the features are not among
    the sources of who is judged.
    """
    return f"{hashlib.sha256(name.encode(errors='replace')).hexdigest()[:16]}:1"


def _location(place: Place) -> dict[str, Any]:
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(place.uri, errors="replace")},
            "region": {"startLine": place.line},
        }
    }


def _is_red(result: Mapping[str, Any]) -> bool:
    return result["level"] == "error" and "suppressions" not in result
