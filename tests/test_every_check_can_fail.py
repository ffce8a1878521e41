"""
Every check of the specification is seen failing.

A check that cannot fail says nothing. So there are wrong backends (tests/mutants/), each
started as a process of its own and judged by the real command line; `matrix/` beside them
says what must come of each. The right backend goes the same way, and is right.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest
from gherkin.stream.id_generator import IdGenerator

from nango_conformance.pickles import specified
from nango_conformance.records import FeatureSource
from tests.judged import ROOT, Json, Judged, judged, merged, rules

MUTANTS: Final = ROOT / "tests" / "mutants"

LIMITS: Final = {"activation_s": 1.0, "sync_s": 2, "quiet_s": 0.05}
"""What never comes is not waited for as long as in earnest, so that red is quick."""

WITHOUT: Final = frozenset({"NAF-11.5"})
"""The checks of what the reference does not have: a route to which the browser reports."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """
    What the reason of a failed check says, and the pattern that one of its exhibits fits.

    Without names of examples, all that the check has must fail.
    """

    says: str
    shows: str
    examples: tuple[str, ...] = ()

    def fits(self, check: Json) -> bool:
        """Say whether a check failed for this reason, by this evidence, in these examples."""
        shown = [f"{exhibit['title']}\n{exhibit['text']}" for exhibit in check["exhibits"]]
        told = {one["name"] for one in check["scenarios"]}
        failed = {one["name"] for one in check["scenarios"] if one["outcome"] == "failed"}
        return (
            self.says in check["reason"]
            and any(re.search(self.shows, text, re.DOTALL) for text in shown)
            and failed >= (set(self.examples) or told)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A wrong backend and what must come of it: one table of the matrix."""

    name: str
    exit: int
    fails: Mapping[str, Proof]
    also: Mapping[str, str] = field(default_factory=dict)
    misses: Mapping[str, str] = field(default_factory=dict)
    target: str | None = None


Judge = Callable[[Json], Judged]


@pytest.fixture
def judge(tmp_path: Path) -> Judge:
    """Return what judges the backend that a target document describes, by every check."""
    return lambda target: judged(target, tmp_path)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give a test about one mutant each of them."""
    if "mutant" in metafunc.fixturenames:
        mutants = list(read_matrix())
        metafunc.parametrize("mutant", mutants, ids=[mutant.name for mutant in mutants])


def test_the_right_backend_is_conformant_on_the_same_way(judge: Judge) -> None:
    """The positive control: it is the defect that makes the difference."""
    judged = judge(described(["{python}", "-m", "reference_backend", "--port", "{port}"]))

    assert judged.status == 0, judged.said
    assert judged.having("not-applicable") == WITHOUT, judged.said
    assert judged.having("passed") == rules() - WITHOUT, judged.said


def test_a_wrong_backend_fails_where_it_is_wrong(judge: Judge, mutant: Mutant) -> None:
    """Its checks are red, say why and show it; no other is, but those that follow from them."""
    more = tomllib.loads((MUTANTS / mutant.target).read_text()) if mutant.target else {}
    script = str(MUTANTS / "run.py")
    judged = judge(described(["{python}", script, mutant.name, "--port", "{port}"], more))

    failed = judged.having("failed")
    assert failed >= mutant.fails.keys(), judged.said
    assert failed <= mutant.fails.keys() | mutant.also.keys(), judged.said
    assert judged.status == mutant.exit, judged.said
    for id_, proof in mutant.fails.items():
        assert proof.fits(judged.checks[id_]), json.dumps(judged.checks[id_], indent=2)
    # What the catalogue says of the defect: each of its checks, as far as it is built, sees it.
    expected = (claimed(mutant) & rules()) - mutant.misses.keys()
    assert judged.having("failed", "inconclusive") >= expected, judged.said


def test_every_rule_of_the_specification_has_a_mutant_that_fails_it() -> None:
    """A new check comes with a wrong backend, or it is not known to be one."""
    failed = {check for mutant in read_matrix() for check in mutant.fails}

    assert rules() - failed == set()
    assert failed - rules() == set()


def test_every_example_of_the_specification_has_a_mutant_that_fails_it() -> None:
    """A check that fails by its other examples says nothing of this one."""
    specification = examples()
    failed = {
        (check, example)
        for mutant in read_matrix()
        for check, proof in mutant.fails.items()
        for example in set(proof.examples) or specification[check]
    }

    assert failed == {(check, name) for check, names in specification.items() for name in names}


def test_every_mutant_has_its_row_and_every_row_its_mutant() -> None:
    """A wrong backend that nobody judges proves nothing."""
    modules = {path.stem for path in MUTANTS.glob("*.py")} - {"run"}

    assert {mutant.name.lower().replace("-", "_") for mutant in read_matrix()} == modules


def read_matrix() -> Iterator[Mutant]:
    """Return the rows of the matrix; of one mutant several files may say what it fails."""
    rows: Json = {}
    for path in sorted((MUTANTS / "matrix").glob("*.toml")):
        rows = merged(rows, tomllib.loads(path.read_text()))
    for name, row in rows.items():
        fails = {check: Proof(**proof) for check, proof in row["fails"].items()}
        yield Mutant(name=name, **{**row, "fails": fails})


def examples() -> dict[str, set[str]]:
    """Return the names of the stories of each check, one for each row of its examples."""
    paths = sorted((ROOT / "features").glob("*.feature"))
    sources = [FeatureSource(uri=path.name, text=path.read_text()) for path in paths]
    found: dict[str, set[str]] = {id_: set() for id_ in rules()}
    for one in specified(sources, IdGenerator()):
        for pickle in one.pickles:
            for id_ in {tag["name"].removeprefix("@") for tag in pickle["tags"]} & found.keys():
                found[id_].add(pickle["name"])
    return found


def claimed(mutant: Mutant) -> set[str]:
    """Return the checks by which the catalogue of defects says that this one is caught."""
    defects = tomllib.loads((ROOT / "nango_conformance" / "defects.toml").read_text())
    return set(defects.get(mutant.name, {}).get("caught_by", ()))


def described(command: list[str], more: Json | None = None) -> Json:
    """Return the reference's own description, with another command and less patience."""
    target = tomllib.loads((ROOT / "reference_backend" / "target.toml").read_text())
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    start = {"command": command, "cwd": str(ROOT), "env": {"PYTHONPATH": path}}
    ours = {"target": {"start": start}, "limits": LIMITS}
    return merged(merged(target, ours), more or {})
