"""
A run as `results.json`: its values written down, and read back.

Schema 1, described by `reports/schema/results-1.json`. Nothing here reads a file or a clock.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from nango_conformance.results.values import (
    CheckResult,
    Exhibit,
    Failure,
    FindingNote,
    Flow,
    FlowStep,
    HarnessNote,
    ItemResult,
    Run,
    ScenarioResult,
    ScheduleResult,
    ScheduleResults,
    TargetNote,
)
from nango_conformance.varying import restored, taken_out
from nango_conformance.verdict import Outcome, RunVerdict

SCHEMA: Final = 1


def to_json(run: Run) -> str:
    """
    Return `results.json`: readable, in the order of the catalogue, ending with a newline.

    What differs from run to run stands together at the end (`nango_conformance.varying`). A lone
    surrogate, which a target can send as an escape inside JSON and which no file can hold as
    UTF-8, is written as the escape that it was (RFC 8259, section 8.2).
    """
    body = dataclasses.asdict(run)
    _leave_out(body, "schedules", "flow", "aim")
    for check in body["checks"]:
        _leave_out(check, "digest", "failure", "decisive", "led")
    for exhibit in _exhibits(body):
        _leave_out_none(exhibit, "example", "at_ms")
    _leave_out(body["target"], "description")
    _leave_out(body["harness"], "catalogue", "fidelity")
    started, duration_s = body.pop("started"), body.pop("duration_s")
    names = ("selection", "target", "aim", "seed", "harness", "notes", "fault")
    head: dict[str, Any] = {"schema": SCHEMA, "verdict": run.verdict.value}
    head |= {name: body.pop(name) for name in names if name in body}
    head |= {"totals": run.totals, **body}
    block: dict[str, Any] = {"started": started, "duration_s": duration_s}
    block["varies"] = taken_out(head)
    text = json.dumps({**head, **block}, indent=2, ensure_ascii=False) + "\n"
    return text.encode(errors="backslashreplace").decode()


def _leave_out(body: dict[str, Any], *names: str) -> None:
    """A file says nothing of what its run does not know."""
    for name in names:
        if not body[name]:
            del body[name]


def _exhibits(body: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    schedules = body.get("schedules") or {"told": ()}
    for one in (*body["checks"], *schedules["told"]):
        yield from (*one["exhibits"], *one.get("digest", ()))


def _leave_out_none(body: dict[str, Any], *names: str) -> None:
    """A piece of nobody knows which example says nothing of it; the first has the number 0."""
    for name in names:
        if body[name] is None:
            del body[name]


def from_json(text: str) -> Run:
    """Return the run that `to_json` wrote; raise ValueError for anything else."""
    body = json.loads(text)
    if not isinstance(body, dict) or body.get("schema") != SCHEMA:
        raise ValueError(f"not a results file of schema {SCHEMA}")
    try:
        restored(body, body.pop("varies", {}))
        return _run(body)
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"not a complete results file: {error}") from error


def _run(body: Mapping[str, Any]) -> Run:
    return Run(
        verdict=RunVerdict(body["verdict"]),
        selection=body["selection"],
        target=TargetNote(**body["target"]),
        seed=body["seed"],
        started=body["started"],
        duration_s=body["duration_s"],
        harness=HarnessNote(**body["harness"]),
        items=tuple(_item(entry) for entry in body["items"]),
        checks=tuple(_check(entry) for entry in body["checks"]),
        notes=tuple(body.get("notes", ())),
        fault=body.get("fault"),
        schedules=_schedules(body.get("schedules")),
        flow=_flow(body.get("flow")),
        aim=body.get("aim", ""),
    )


def _item(entry: Mapping[str, Any]) -> ItemResult:
    return ItemResult(**{**entry, "verdict": Outcome(entry["verdict"])})


def _check(entry: Mapping[str, Any]) -> CheckResult:
    return CheckResult(
        **{
            **entry,
            "verdict": Outcome(entry["verdict"]),
            "findings": _all(FindingNote, entry.get("findings", ())),
            "evidence": tuple(entry.get("evidence", ())),
            "exhibits": _all(Exhibit, entry.get("exhibits", ())),
            "scenarios": tuple(_scenario(one) for one in entry.get("scenarios", ())),
            "digest": _all(Exhibit, entry.get("digest", ())),
            "failure": _failure(entry.get("failure")),
            "decisive": tuple(entry.get("decisive", ())),
        }
    )


def _scenario(entry: Mapping[str, Any]) -> ScenarioResult:
    return ScenarioResult(**{**entry, "outcome": Outcome(entry["outcome"])})


def _schedules(entry: Mapping[str, Any] | None) -> ScheduleResults | None:
    if entry is None:
        return None
    return ScheduleResults(
        **{
            **entry,
            "asked": tuple(entry["asked"]),
            "left_out": tuple(entry["left_out"]),
            "told": tuple(_schedule(one) for one in entry["told"]),
        }
    )


def _failure(entry: Mapping[str, Any] | None) -> Failure | None:
    return None if entry is None else Failure(**entry)


def _flow(entry: Mapping[str, Any] | None) -> Flow | None:
    return None if entry is None else Flow(**{**entry, "steps": _all(FlowStep, entry["steps"])})


def _schedule(entry: Mapping[str, Any]) -> ScheduleResult:
    return ScheduleResult(
        **{
            **entry,
            "outcome": Outcome(entry["outcome"]),
            "happened": tuple(entry.get("happened", ())),
            "findings": _all(FindingNote, entry.get("findings", ())),
            "evidence": tuple(entry.get("evidence", ())),
            "exhibits": _all(Exhibit, entry.get("exhibits", ())),
        }
    )


def _all(kind: type[Any], entries: Sequence[Mapping[str, Any]]) -> tuple[Any, ...]:
    return tuple(kind(**entry) for entry in entries)
