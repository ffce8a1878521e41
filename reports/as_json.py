"""`results.json` again, its JSON Schema, and what is untrue in a file that claims to be one."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from importlib import resources
from typing import Any

from jsonschema import Draft202012Validator

from nango_conformance import results
from nango_conformance.results import CheckResult, Outcome, Run, ScheduleResults
from nango_conformance.verdict import fold_item
from reports.summary import Summary


def to_json(summary: Summary) -> str:
    """Return the run exactly as `run` wrote it."""
    return results.to_json(summary.run)


def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of `results.json`, schema 1."""
    file = resources.files("reports") / "schema" / "results-1.json"
    parsed: dict[str, Any] = json.loads(file.read_bytes())
    return parsed


def problems(text: str) -> tuple[str, ...]:
    """
    Return what is wrong with a results file, each with its place; nothing for an honest one.

    The schema sees a verdict that contradicts the checks. What JSON Schema cannot count is counted
    here: totals against what they are totals of, an item against its checks, and what stands
    there twice.
    """
    try:
        document = json.loads(text)
    except ValueError as error:
        return (f"not JSON: {error}",)
    errors = sorted(Draft202012Validator(schema()).iter_errors(document), key=lambda e: e.json_path)
    found = tuple(f"{error.json_path}: {error.message[:300]}" for error in errors)
    return found or tuple(_contradictions(text, document["totals"]))


def _contradictions(text: str, totals: Mapping[str, int]) -> Iterator[str]:
    try:
        run = results.from_json(text)
    except ValueError as error:
        yield f"$: {error}"
        return
    yield from _miscounted("$.totals", totals, run.totals, "checks")
    yield from _twice("$.checks", (check.id for check in run.checks))
    for item in run.items:
        possible = _possible(run, item.item)
        if item.verdict not in possible:
            yield (
                f"$.items: {item.item} is {item.verdict}, and by its checks "
                f"{' or '.join(sorted(possible))}"
            )
    for check in run.checks:
        yield from _misplaced(check)
    if run.schedules is not None:
        yield from _of_schedules(run.schedules)


def _misplaced(check: CheckResult) -> Iterator[str]:
    """Yield what is said of the evidence of a check that it does not have."""
    there = {exhibit.id for exhibit in check.exhibits}
    for id_ in (*check.decisive, *([] if check.led is None else [check.led])):
        if id_ not in there:
            yield f"$.checks: {check.id} is shown by {id_}, which is none of its exhibits"
    for exhibit in (*check.exhibits, *check.digest):
        if exhibit.example is not None and exhibit.example >= len(check.scenarios):
            yield f"$.checks: {check.id} has no example {exhibit.example} for {exhibit.id}"
        if exhibit.at_ms is not None and not math.isfinite(exhibit.at_ms):
            yield f"$.checks: {check.id} has {exhibit.id} at no moment"


def _of_schedules(schedules: ScheduleResults) -> Iterator[str]:
    """Yield what is wrong with orders of events: all are told of that did not pass."""
    counts = Counter(one.outcome.value for one in schedules.told)
    said = schedules.totals
    silent = {Outcome.PASSED.value: max(said[Outcome.PASSED.value], counts[Outcome.PASSED.value])}
    silent[Outcome.NOT_RUN.value] = said[Outcome.NOT_RUN.value]
    yield from _miscounted("$.schedules.totals", said, counts | silent, "orders that are told of")
    yield from _twice("$.schedules.told", (one.id for one in schedules.told))


def _possible(run: Run, item: str) -> set[Outcome]:
    """
    Return what the checks of an item can come to.

    A check that did not run counts where it was to run; a file does not say which those were, but
    in a whole run the essential ones always were.
    """
    mine = [(check, check.verdict) for check in run.checks if check.item == item]
    ran = [one for one in mine if one[1] is not Outcome.NOT_RUN]
    left = [one for one in mine if one[1] is Outcome.NOT_RUN]
    essential = [one for one in left if one[0].essential]
    others = [one for one in left if not one[0].essential]
    first = ([*essential],) if run.selection is None else ([], essential)
    return {fold_item([*ran, *some, *more]) for some in first for more in ([], others)}


def _miscounted(
    place: str, said: Mapping[str, int], counted: Mapping[str, int], what: str
) -> Iterator[str]:
    for name, count in said.items():
        if count != counted.get(name, 0):
            yield f"{place}.{name}: says {count}, the {what} say {counted.get(name, 0)}"


def _twice(place: str, ids: Iterable[str]) -> Iterator[str]:
    for name, count in Counter(ids).items():
        if count > 1:
            yield f"{place}: {name} is there {count} times"
