"""
What happened, as Cucumber Messages: the canonical evidence, one JSON object a line.

The stream follows the message schema of @cucumber/messages 34. Two conventions are ours:
an attachment's `fileName` is its id, a blank and its title, so that the ids in `results.json`
find it; and a step that nobody recorded is UNKNOWN when all before it passed, never PASSED.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from gherkin.stream.id_generator import IdGenerator

from nango_conformance.pickles import Case, matched, missing, numbered
from nango_conformance.records import (
    AttachmentRecord,
    FeatureSource,
    ScenarioRecord,
    StepOutcome,
    StepRecord,
    Surroundings,
)

__all__ = [
    "PROTOCOL",
    "AttachmentRecord",
    "Envelope",
    "FeatureSource",
    "ScenarioRecord",
    "StepOutcome",
    "StepRecord",
    "Surroundings",
    "envelopes",
    "missing",
    "ndjson",
]

PROTOCOL: Final = "34.2.1"
"""The version of the message schema that the stream is valid against."""

FEATURE_TYPE: Final = "text/x.cucumber.gherkin+plain"
"""The media type of a feature file."""

FAULT_TYPE: Final = "text/x.cucumber.log+plain"
"""The media type of what went wrong outside every step."""

_MICRO: Final = 1_000_000

Envelope = dict[str, Any]


def envelopes(
    features: Sequence[FeatureSource],
    scenarios: Sequence[ScenarioRecord],
    surroundings: Surroundings,
    loose: Sequence[AttachmentRecord] = (),
) -> Iterator[Envelope]:
    """
    Yield the stream: the specification, then what happened, in the order of the specification.

    `loose` is evidence of the run as a whole, of no scenario.

    Raises ValueError for a scenario that the features do not have: evidence of something that
    nobody specified must not vanish.
    """
    specification, ids = numbered(features)
    cases = matched(specification, scenarios)
    run = ids.get_next_id()
    yield {"meta": _meta(surroundings)}
    for feature, document, pickles in specification:
        yield {"source": {"uri": feature.uri, "data": feature.text, "mediaType": FEATURE_TYPE}}
        yield {"gherkinDocument": document}
        yield from ({"pickle": pickle} for pickle in pickles)
    yield {"testRunStarted": {"id": run, "timestamp": _moment(surroundings.started)}}
    for case in cases:
        if case.records:
            yield from _case(case, run, ids)
    yield from (_attachment(one, {"testRunStartedId": run}) for one in loose)
    ended = {"success": _succeeded(cases), "timestamp": _moment(surroundings.finished)}
    yield {"testRunFinished": {"testRunStartedId": run, **ended}}


def ndjson(stream: Iterable[Envelope]) -> str:
    """Return the stream as text, pure ASCII: no reader can split a line where none ends."""
    return "".join(f"{json.dumps(one, separators=(',', ':'))}\n" for one in stream)


def _case(case: Case, run: str, ids: IdGenerator) -> Iterator[Envelope]:
    identity = ids.get_next_id()
    steps = [{"id": ids.get_next_id(), "pickleStepId": s["id"]} for s in case.pickle["steps"]]
    whole = {"id": identity, "pickleId": case.pickle["id"], "testRunStartedId": run}
    yield {"testCase": {**whole, "testSteps": steps}}
    step_ids = [step["id"] for step in steps]
    for attempt, record in enumerate(case.records):
        started = ids.get_next_id()
        about = {"id": started, "testCaseId": identity, "attempt": attempt}
        yield {"testCaseStarted": {**about, "timestamp": _moment(record.started)}}
        yield from _attempt(record, _results(case.pickle, record), started, step_ids)
        ended = _moment(record.started + sum(s.duration_s for s in record.steps))
        again = attempt + 1 < len(case.records)
        done = {"testCaseStartedId": started, "timestamp": ended, "willBeRetried": again}
        yield {"testCaseFinished": done}


def _attempt(
    record: ScenarioRecord, results: Sequence[StepRecord], started: str, step_ids: Sequence[str]
) -> Iterator[Envelope]:
    now = record.started
    for index, (result, step_id) in enumerate(zip(results, step_ids, strict=True)):
        place = {"testCaseStartedId": started, "testStepId": step_id}
        yield {"testStepStarted": {**place, "timestamp": _moment(now)}}
        yield from (_attachment(one, place) for one in record.attachments if one.step == index)
        now += result.duration_s
        outcome: Envelope = {
            "status": result.outcome.value,
            "duration": _moment(result.duration_s),
        }
        if result.message is not None:
            outcome["message"] = result.message
        finished = {**place, "testStepResult": outcome, "timestamp": _moment(now)}
        yield {"testStepFinished": finished}
    place = {"testCaseStartedId": started}
    for one in record.attachments:
        if one.step is None or not 0 <= one.step < len(results):
            yield _attachment(one, place)
    if record.fault is not None:
        log = {"body": record.fault, "contentEncoding": "IDENTITY", "mediaType": FAULT_TYPE}
        yield {"attachment": {**log, **place}}


def _results(pickle: Mapping[str, Any], record: ScenarioRecord) -> list[StepRecord]:
    """Return a result for each step of the specification, whatever was recorded."""
    results: list[StepRecord] = []
    for index, step in enumerate(pickle["steps"]):
        if index < len(record.steps):
            told = record.steps[index]
            same = told.text == step["text"]
            results.append(told if same else _other(told, step["text"]))
        else:
            ended = any(one.outcome is not StepOutcome.PASSED for one in record.steps)
            outcome = StepOutcome.SKIPPED if ended else StepOutcome.UNKNOWN
            results.append(StepRecord(text=step["text"], outcome=outcome))
    return results


def _other(told: StepRecord, text: str) -> StepRecord:
    """Return what may be said when another step was recorded where this one stands."""
    message = f"recorded here was another step: {told.text!r}, {told.outcome.value}"
    return StepRecord(
        text=text, outcome=StepOutcome.UNKNOWN, duration_s=told.duration_s, message=message
    )


def _attachment(one: AttachmentRecord, place: Mapping[str, str]) -> Envelope:
    body = {"body": one.text, "contentEncoding": "IDENTITY", "mediaType": one.media_type}
    return {"attachment": {**body, "fileName": f"{one.id} {one.title}", **place}}


def _succeeded(cases: Iterable[Case]) -> bool:
    """Something passed, nothing is worse than skipped; what is missing is `missing`'s to say."""
    last = [(case.pickle, case.records[-1]) for case in cases if case.records]
    outcomes = {step.outcome for pickle, record in last for step in _results(pickle, record)}
    fine = {StepOutcome.PASSED, StepOutcome.SKIPPED}
    broken = any(record.fault is not None for _, record in last)
    return StepOutcome.PASSED in outcomes and outcomes <= fine and not broken


def _meta(surroundings: Surroundings) -> Envelope:
    def product(name: str, version: str) -> dict[str, str]:
        return {"name": name, "version": version}

    return {
        "protocolVersion": PROTOCOL,
        "implementation": product("nango-conformance", surroundings.version),
        "runtime": product(*surroundings.runtime),
        "os": product(*surroundings.os),
        "cpu": {"name": surroundings.cpu},
    }


def _moment(seconds: float) -> dict[str, int]:
    """Return the time to the microsecond: a float of the Unix epoch knows no better."""
    whole, micros = divmod(round(seconds * _MICRO), _MICRO)
    return {"seconds": whole, "nanos": micros * 1000}
