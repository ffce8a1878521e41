"""
OSCAL assessment results 1.1.3: an observation per check, and findings for what they come to.

https://pages.nist.gov/OSCAL-Reference/models/v1.1.3/assessment-results/json-reference/. What has
not run was not reviewed, and is no objective of the assessment.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from nango_conformance.results import CheckResult, Outcome, Run, ScheduleResult
from reports.about import about
from reports.oscal_findings import ORDERS, WHOLE, findings
from reports.oscal_text import Json, Names, control, line, moment, objective, props, prose, token
from reports.summary import Summary, schedule_again
from reports.views import CheckView, GroupView
from reports.visible import one_line

VERSION: Final = "1.1.3"

_UNSEEN: Final = frozenset({Outcome.NOT_RUN, Outcome.NOT_APPLICABLE})


def to_oscal(summary: Summary) -> str:
    """Return the document as JSON, valid by NIST's schema."""
    run, named = summary.run, Names(summary.run)
    plan = named("plan")
    document = {
        "uuid": named("assessment-results"),
        "metadata": {
            "title": line(f"Nango authorization flow: {run.target.name}"),
            "last-modified": moment(run.started, run.duration_s),
            "version": one_line(run.harness.version),
            "oscal-version": VERSION,
        },
        "import-ap": {"href": f"#{plan}"},
        "local-definitions": {"objectives-and-methods": _objectives(summary)},
        "results": [_result(summary, named)],
        "back-matter": {"resources": [_plan(run, plan), *_files(named)]},
    }
    text = json.dumps({"assessment-results": document}, indent=2, ensure_ascii=False) + "\n"
    return text.encode(errors="backslashreplace").decode()


def _plan(run: Run, identity: str) -> Json:
    """Return what stands for the assessment plan: the catalogue that was run."""
    return {
        "uuid": identity,
        "title": f"The catalogue of nango-conformance {line(run.harness.version)}",
        "description": "What is demanded, and how it is tried: `nango-conformance checks --json`.",
        "props": props({token(term): text for term, text in about(run)}),
    }


def _files(named: Names) -> Iterator[Json]:
    for name, kind in (
        ("results.json", "application/json"),
        ("evidence.ndjson", "application/x-ndjson"),
    ):
        yield {
            "uuid": named(name),
            "title": name,
            "rlinks": [{"href": name, "media-type": kind}],
        }


def _objectives(summary: Summary) -> list[Json]:
    """Return what is demanded: of each item and group, of orders of events, and of the whole."""
    orders = [_objective(ORDERS, "Every order of events ends as it has to")]
    return [
        _objective(WHOLE, "The run as a whole is conformant"),
        *(_of_group(group) for group in summary.groups),
        *(orders if summary.run.schedules is not None else ()),
    ]


def _of_group(group: GroupView) -> Json:
    parts = [
        {"id": view.result.id, "name": "objective", "title": line(view.result.title)}
        for view in group.checks
    ]
    return _objective(group.number, group.title, parts)


def _objective(number: str, title: str, parts: list[Json] | None = None) -> Json:
    part: Json = {"id": objective(number), "name": "objective", "title": line(title)}
    if parts:
        part["parts"] = parts
    return {"control-id": control(number), "description": line(title), "parts": [part]}


def _result(summary: Summary, named: Names) -> Json:
    run = summary.run
    told = {"verdict": run.verdict.value, "exit-status": str(summary.status.exit_status)}
    told |= {"seed": str(run.seed), "selection": summary.selected or "everything"}
    result: Json = {
        "uuid": named("result"),
        "title": line(f"{summary.headline}: {run.target.name}"),
        "description": prose(summary.sentence),
        "start": moment(run.started),
        "end": moment(run.started, run.duration_s),
        "props": props(told),
        "local-definitions": _parties(run, named),
        "reviewed-controls": _reviewed(summary),
        "observations": [*_observations(summary, named)],
        "findings": [*findings(summary, named)],
    }
    notes = [*([run.fault] if run.fault else []), *run.notes]
    if notes:
        result["remarks"] = prose("\n\n".join(notes))
    return {key: value for key, value in result.items() if value}


def _parties(run: Run, named: Names) -> Json:
    """Return who was assessed, and by what."""

    def component(part: str, title: str, description: str) -> Json:
        return {
            "uuid": named(part),
            "type": "software",
            "title": line(title),
            "description": line(description),
            "status": {"state": "operational"},
        }

    judge = component("tool", "nango-conformance", f"Version {run.harness.version}.")
    platform = {"uuid": named("platform"), "title": "The harness and its fake Nango"}
    assets = {"components": [judge], "assessment-platforms": [platform]}
    target = component("target", run.target.name, f"Profile {run.target.profile}.")
    return {"components": [target], "assessment-assets": assets}


def _reviewed(summary: Summary) -> Json:
    """Return what was looked at: neither what a selection left out nor what never ran."""
    ran = [
        (group.number, view.result.id)
        for group in summary.groups
        for view in group.checks
        if view.result.verdict is not Outcome.NOT_RUN
    ]
    numbers = [*dict.fromkeys(number for number, _ in ran)]
    numbers += [ORDERS] if summary.run.schedules is not None else []
    if not numbers:
        return {"control-selections": [{"description": "Nothing ran, so nothing was reviewed."}]}
    objectives = [{"objective-id": id_} for _, id_ in ran] or [{"objective-id": objective(ORDERS)}]
    return {
        "control-selections": [
            {"include-controls": [{"control-id": control(number)} for number in numbers]}
        ],
        "control-objective-selections": [{"include-objectives": objectives}],
    }


def _observations(summary: Summary, named: Names) -> Iterator[Json]:
    """Yield every check, and every order of events that is told of."""
    for group in summary.groups:
        yield from (_of_check(summary.run, view, named) for view in group.checks)
    if summary.run.schedules is not None:
        yield from (_of_schedule(summary.run, one, named) for one in summary.run.schedules.told)


def _of_check(run: Run, view: CheckView, named: Names) -> Json:
    check = view.result
    facts = [check.reason or view.word.meaning, check.seen]
    if view.clause is not None:
        known = (("Demanded", view.clause.wants), ("Source", view.clause.source))
        facts += [f"{name}: {text}" for name, text in known if text]
    return {
        "uuid": named(check.id),
        "title": line(f"{check.id} {check.title}"),
        "description": prose("\n\n".join(filter(None, facts))),
        "props": props(
            {
                "verdict": check.verdict.value,
                "level": check.level,
                "essential": "yes" if check.essential else "no",
            }
        ),
        **_observed(run, check, check.verdict, named),
    }


def _of_schedule(run: Run, one: ScheduleResult, named: Names) -> Json:
    facts = [one.words, *one.happened, one.reason, one.seen, f"Again: {schedule_again(run, one)}"]
    return {
        "uuid": named(one.id),
        "title": line(f"{one.id} {one.words}"),
        "description": prose("\n\n".join(filter(None, facts))),
        "props": props({"verdict": one.outcome.value}),
        **_observed(run, one, one.outcome, named),
    }


def _observed(run: Run, one: CheckResult | ScheduleResult, how: Outcome, named: Names) -> Json:
    """Return by whom, of whom and when something was seen, and where the evidence is."""
    told: Json = {
        "methods": ["UNKNOWN" if how in _UNSEEN else "TEST"],
        "types": ["control-objective"],
        "origins": [{"actors": [{"type": "tool", "actor-uuid": named("tool")}]}],
        "subjects": [{"subject-uuid": named("target"), "type": "component"}],
        "collected": moment(run.started),
    }
    if one.evidence:
        description = prose(f"Attachments {', '.join(one.evidence)}")
        href = f"#{named('evidence.ndjson')}"
        told["relevant-evidence"] = [{"href": href, "description": description}]
    if one.findings:
        told["remarks"] = prose("\n\n".join(f"{f.level}: {f.text}" for f in one.findings))
    return told
