"""
Which scenario of the specification each record is about, and which has none.

A pickle is what Gherkin makes of a scenario, or of one row of its examples: the unit that can
run, and so the unit that can go missing.
"""

from __future__ import annotations

import copy
import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from gherkin.ast_builder import AstBuilder
from gherkin.parser import Parser
from gherkin.pickles.compiler import Compiler
from gherkin.stream.id_generator import IdGenerator

from nango_conformance.records import FeatureSource, ScenarioRecord


class Case(NamedTuple):
    """A pickle, the lines of itself and of its scenario, and every record of it."""

    pickle: Mapping[str, Any]
    line: int
    scenario_line: int
    records: list[ScenarioRecord]


class Specified(NamedTuple):
    """One feature as Gherkin sees it."""

    feature: FeatureSource
    document: Mapping[str, Any]
    pickles: Sequence[Mapping[str, Any]]


def specified(features: Iterable[FeatureSource]) -> Sequence[Specified]:
    """Return every feature parsed and compiled."""
    return _parsed(tuple(features))[0]


def numbered(features: Iterable[FeatureSource]) -> tuple[Sequence[Specified], IdGenerator]:
    """Return the same, and what makes ids for more: no two things share one."""
    parsed, ids = _parsed(tuple(features))
    return parsed, copy.copy(ids)


@functools.lru_cache(maxsize=1)
def _parsed(features: tuple[FeatureSource, ...]) -> tuple[Sequence[Specified], IdGenerator]:
    # A run asks three times about the same features, and to parse them takes a third of a second.
    ids = IdGenerator()
    compiler: Any = Compiler(ids)
    parsed = [
        (one, {**Parser(AstBuilder(ids)).parse(one.text), "uri": one.uri}) for one in features
    ]
    compiled = [Specified(one, document, compiler.compile(document)) for one, document in parsed]
    return tuple(compiled), ids


def tagged(features: Iterable[FeatureSource]) -> dict[str, set[str]]:
    """Return, for every check that has stories, their names: one for each row of examples."""
    found: dict[str, set[str]] = {}
    for one in specified(features):
        for pickle in one.pickles:
            for name in _checks(pickle):
                found.setdefault(name, set()).add(pickle["name"])
    return found


def matched(specification: Iterable[Specified], scenarios: Iterable[ScenarioRecord]) -> list[Case]:
    """Return a case for every pickle, in their order; a record without one is a ValueError."""
    cases: list[Case] = []
    for one in specification:
        lines = dict(_lines(one.document.get("feature", {})))
        for pickle in one.pickles:
            nodes = pickle["astNodeIds"]
            cases.append(Case(pickle, lines[nodes[-1]], lines[nodes[0]], []))
    for record in scenarios:
        _best(cases, record).records.append(record)
    return cases


def missing(
    features: Sequence[FeatureSource], scenarios: Sequence[ScenarioRecord]
) -> tuple[str, ...]:
    """Return `uri:line name` of every scenario and example that the features have and none ran."""
    return tuple(
        f"{case.pickle['uri']}:{case.line} {case.pickle['name']}"
        for case in matched(specified(features), scenarios)
        if not case.records
    )


def partly_played(
    features: Sequence[FeatureSource], scenarios: Sequence[ScenarioRecord]
) -> Mapping[str, tuple[int, int]]:
    """Return the checks of which some stories ran and some did not: how many, and of how many."""
    played: dict[str, list[bool]] = {}
    for case in matched(specified(features), scenarios):
        for name in _checks(case.pickle):
            played.setdefault(name, []).append(bool(case.records))
    return {name: (sum(ran), len(ran)) for name, ran in played.items() if 0 < sum(ran) < len(ran)}


def _checks(pickle: Mapping[str, Any]) -> Iterator[str]:
    names = (tag["name"].removeprefix("@") for tag in pickle["tags"])
    return (name for name in names if name.startswith("NAF-"))


def _lines(parent: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """Yield the id and the line of every scenario and of every row of examples."""
    for child in parent.get("children", ()):
        if "rule" in child:
            yield from _lines(child["rule"])
        if "scenario" in child:
            scenario = child["scenario"]
            rows = (row for table in scenario["examples"] for row in table["tableBody"])
            yield from ((node["id"], node["location"]["line"]) for node in (scenario, *rows))


def _best(cases: Iterable[Case], record: ScenarioRecord) -> Case:
    """Return the case of a record; of the rows of one outline the likest that is still free."""

    def likeness(case: Case) -> tuple[bool, bool, bool, bool]:
        texts = [step["text"] for step in case.pickle["steps"]]
        return (
            case.line == record.line,
            case.pickle["name"] == record.name,
            texts[: len(record.steps)] == [step.text for step in record.steps],
            not case.records,
        )

    fitting = [
        case
        for case in cases
        if case.pickle["uri"] == record.uri and record.line in (case.line, case.scenario_line)
    ]
    if not fitting:
        raise ValueError(
            f"{record.uri}:{record.line} {record.name!r} ran, and no feature has a scenario there"
        )
    return max(fitting, key=likeness)
