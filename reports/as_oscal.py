"""
OSCAL assessment results 1.1.3: an observation per check, a finding per item.

https://pages.nist.gov/OSCAL-Reference/models/v1.1.3/assessment-results/json-reference/. OSCAL has
no third state: an objective is satisfied when its item passed, and not satisfied otherwise; the
verdict itself stands beside it as a property.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any, Final

from nango_conformance.results import CheckResult, Outcome, Run, ScheduleResult
from reports.about import about
from reports.summary import CheckView, GroupView, ItemView, Summary, schedule_again
from reports.visible import cut, one_line, visible

VERSION: Final = "1.1.3"
NAMESPACE: Final = "urn:nango-conformance:oscal"
"""Whose the properties are, and the name that every UUID derives from (RFC 9562, version 5)."""

_LIMIT: Final = 4_000
_SPECIAL: Final = re.compile(r"([\\`*_<>\[\]{}^~])")

_REASONS: Final[Mapping[Outcome, str]] = MappingProxyType(
    {Outcome.PASSED: "pass", Outcome.FAILED: "fail"}
)
"""Why an objective has its state; whatever is neither is `other`."""

_UNSEEN: Final = frozenset({Outcome.NOT_RUN, Outcome.NOT_APPLICABLE})

Json = dict[str, Any]


class _Names:
    """UUIDs of the parts of one assessment: the same target, seed and part have the same one."""

    def __init__(self, run: Run) -> None:
        whole = f"{NAMESPACE}/{run.target.name}/{run.target.description}/{run.seed}"
        self._root = uuid.uuid5(uuid.NAMESPACE_URL, ascii(whole))

    def __call__(self, part: str) -> str:
        """Return the UUID of a part."""
        return str(uuid.uuid5(self._root, part))


def to_oscal(summary: Summary) -> str:
    """Return the document as JSON, valid by NIST's schema."""
    run, named = summary.run, _Names(summary.run)
    plan = named("plan")
    document = {
        "uuid": named("assessment-results"),
        "metadata": {
            "title": _line(f"Nango authorization flow: {run.target.name}"),
            "last-modified": _moment(run.started, run.duration_s),
            "version": one_line(run.harness.version),
            "oscal-version": VERSION,
        },
        "import-ap": {"href": f"#{plan}"},
        "local-definitions": {"objectives-and-methods": [_objective(g) for g in summary.groups]},
        "results": [_result(summary, named)],
        "back-matter": {"resources": [_plan(run, plan), *_files(named)]},
    }
    if not summary.groups:
        del document["local-definitions"]
    text = json.dumps({"assessment-results": document}, indent=2, ensure_ascii=False) + "\n"
    return text.encode(errors="backslashreplace").decode()


def _plan(run: Run, identity: str) -> Json:
    """Return what stands for the assessment plan: the catalogue that was run."""
    return {
        "uuid": identity,
        "title": f"The catalogue of nango-conformance {_line(run.harness.version)}",
        "description": "What is demanded, and how it is tried: `nango-conformance checks --json`.",
        "props": _props(dict(about(run))),
    }


def _files(named: _Names) -> Iterator[Json]:
    for name, kind in (
        ("results.json", "application/json"),
        ("evidence.ndjson", "application/x-ndjson"),
    ):
        yield {
            "uuid": named(name),
            "title": name,
            "rlinks": [{"href": name, "media-type": kind}],
        }


def _objective(group: GroupView) -> Json:
    control = _control(group.number)
    parts = [
        {"id": view.result.id, "name": "objective", "title": _line(view.result.title)}
        for view in group.checks
    ]
    return {
        "control-id": control,
        "description": _line(group.title),
        "parts": [
            {
                "id": f"{control}_obj",
                "name": "objective",
                "title": _line(group.title),
                "parts": parts,
            }
        ],
    }


def _control(number: str) -> str:
    """Return the name of an item, or of a group that cuts across the items, as a token."""
    return f"naf-{number}"


def _result(summary: Summary, named: _Names) -> Json:
    run = summary.run
    told = {"verdict": run.verdict.value, "exit-status": str(summary.status.exit_status)}
    told |= {"seed": str(run.seed), "selection": summary.selected or "everything"}
    result: Json = {
        "uuid": named("result"),
        "title": _line(f"{summary.headline}: {run.target.name}"),
        "description": _text(summary.sentence),
        "start": _moment(run.started),
        "end": _moment(run.started, run.duration_s),
        "props": _props(told),
        "local-definitions": _parties(run, named),
        "reviewed-controls": _reviewed(summary),
        "observations": [*_observations(summary, named)],
        "findings": [_finding(summary, item, named) for item in summary.items],
    }
    notes = [*([run.fault] if run.fault else []), *run.notes]
    if notes:
        result["remarks"] = _text("\n\n".join(notes))
    return {key: value for key, value in result.items() if value}


def _parties(run: Run, named: _Names) -> Json:
    """Return who was assessed, and by what."""

    def component(part: str, title: str, description: str) -> Json:
        return {
            "uuid": named(part),
            "type": "software",
            "title": _line(title),
            "description": _line(description),
            "status": {"state": "operational"},
        }

    judge = component("tool", "nango-conformance", f"Version {run.harness.version}.")
    platform = {"uuid": named("platform"), "title": "The harness and its fake Nango"}
    assets = {"components": [judge], "assessment-platforms": [platform]}
    target = component("target", run.target.name, f"Profile {run.target.profile}.")
    return {"components": [target], "assessment-assets": assets}


def _reviewed(summary: Summary) -> Json:
    controls = [{"control-id": _control(group.number)} for group in summary.groups]
    objectives = [{"objective-id": v.result.id} for g in summary.groups for v in g.checks]
    if not controls:
        return {"control-selections": [{"include-all": {}}]}
    return {
        "control-selections": [{"include-controls": controls}],
        "control-objective-selections": [{"include-objectives": objectives}],
    }


def _observations(summary: Summary, named: _Names) -> Iterator[Json]:
    """Yield every check, and every order of events that is told of."""
    for group in summary.groups:
        yield from (_of_check(summary.run, view, named) for view in group.checks)
    if summary.run.schedules is not None:
        yield from (_of_schedule(summary.run, one, named) for one in summary.run.schedules.told)


def _of_check(run: Run, view: CheckView, named: _Names) -> Json:
    check = view.result
    facts = [check.reason or view.word.meaning, check.seen]
    if view.clause is not None:
        facts += [f"Demanded: {view.clause.wants}", f"Source: {view.clause.source}"]
    return {
        "uuid": named(check.id),
        "title": _line(f"{check.id} {check.title}"),
        "description": _text("\n\n".join(filter(None, facts))),
        "props": _props(
            {
                "verdict": check.verdict.value,
                "level": check.level,
                "essential": "yes" if check.essential else "no",
            }
        ),
        **_observed(run, check, check.verdict, named),
    }


def _of_schedule(run: Run, one: ScheduleResult, named: _Names) -> Json:
    facts = [one.words, *one.happened, one.reason, one.seen, f"Again: {schedule_again(run, one)}"]
    return {
        "uuid": named(one.id),
        "title": _line(f"{one.id} {one.words}"),
        "description": _text("\n\n".join(filter(None, facts))),
        "props": _props({"verdict": one.outcome.value}),
        **_observed(run, one, one.outcome, named),
    }


def _observed(run: Run, one: CheckResult | ScheduleResult, how: Outcome, named: _Names) -> Json:
    """Return by whom, of whom and when something was seen, and where the evidence is."""
    told: Json = {
        "methods": ["UNKNOWN" if how in _UNSEEN else "TEST"],
        "types": ["control-objective"],
        "origins": [{"actors": [{"type": "tool", "actor-uuid": named("tool")}]}],
        "subjects": [{"subject-uuid": named("target"), "type": "component"}],
        "collected": _moment(run.started),
    }
    if one.evidence:
        description = _text(f"Attachments {', '.join(one.evidence)}")
        href = f"#{named('evidence.ndjson')}"
        told["relevant-evidence"] = [{"href": href, "description": description}]
    if one.findings:
        told["remarks"] = _text("\n\n".join(f"{f.level}: {f.text}" for f in one.findings))
    return told


def _finding(summary: Summary, view: ItemView, named: _Names) -> Json:
    item, passed = view.result, view.result.verdict is Outcome.PASSED
    checks = [v.result.id for g in summary.groups if g.number == item.item for v in g.checks]
    finding: Json = {
        "uuid": named(f"item {item.item}"),
        "title": _line(f"{item.item} {item.title}"),
        "description": _text(f"{view.word.word}. {item.reason or view.word.meaning}"),
        "props": _props({"verdict": item.verdict.value, "shown-by": item.shown_by}),
        "target": {
            "type": "objective-id",
            "target-id": f"{_control(item.item)}_obj",
            "status": {
                "state": "satisfied" if passed else "not-satisfied",
                "reason": _REASONS.get(item.verdict, "other"),
            },
        },
        "related-observations": [{"observation-uuid": named(id_)} for id_ in checks],
    }
    return {key: value for key, value in finding.items() if value}


def _props(told: Mapping[str, str]) -> list[Json]:
    return [
        {
            "name": _token(name),
            "ns": NAMESPACE,
            "value": one_line(cut(value, _LIMIT)).strip() or "-",
        }
        for name, value in told.items()
    ]


def _token(text: str) -> str:
    """Return a name that is a token: letters, digits and hyphens, a letter first."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _line(text: str) -> str:
    """Return one line of OSCAL's markup that shows exactly the text."""
    return _SPECIAL.sub(r"\\\1", one_line(cut(text, _LIMIT)))


def _text(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", visible(cut(text, _LIMIT)))


def _moment(started: str, seconds: float = 0) -> str:
    """Return a moment with its zone, to the millisecond; what is no moment stays as it is."""
    try:
        moment = datetime.fromisoformat(started)
    except ValueError:
        return started
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    later = aware.astimezone(UTC) + timedelta(seconds=seconds)
    return later.isoformat(timespec="milliseconds").replace("+00:00", "Z")
