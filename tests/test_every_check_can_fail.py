"""
Every check of the specification is seen failing.

A check that cannot fail says nothing. So there are wrong backends (tests/mutants/), each
started as a process of its own and judged by the real command line; `matrix/` beside them
says what must come of each. The right backend goes the same way, and is right.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import pytest

from nango_conformance.catalogue import load
from nango_conformance.pickles import tagged
from nango_conformance.playing import feature_sources
from nango_conformance.selftest.backends import Sources
from nango_conformance.selftest.judging import judged
from nango_conformance.selftest.proving import Proved, gaps, prove
from nango_conformance.selftest.record import record
from nango_conformance.selftest.wrong import Wrong, wrong_backends
from tests.judged import ROOT, rules

MUTANTS: Final = ROOT / "tests" / "mutants"

WITHOUT: Final = frozenset({"NAF-05.3", "NAF-11.5", "NAF-11.10"})
"""What the reference does not have: a way to recover, a route to which the browser reports."""

UNSEEN: Final = frozenset({"NAF-03.2", "NAF-11.8"})
"""What nobody can see of the reference: it has no pages, and makes its sign-ins itself."""

EVERYONE: Final = wrong_backends(ROOT / "tests")
MUTANT_ROWS: Final = tuple(one for one in EVERYONE if one.replacement is None)


def no_packages(wanted: Path) -> Path:
    """Refuse to install anything: no mutant of the reference needs it."""
    raise AssertionError(f"{wanted} is no mutant's")


SOURCES: Final = Sources(root=ROOT, npm=no_packages)


def test_the_right_backend_is_conformant_on_the_same_way(tmp_path: Path) -> None:
    """The positive control: it is the defect that makes the difference."""
    result = judged(SOURCES.right(), tmp_path)

    assert result.status == 0, result.said
    assert result.having("not-applicable") == WITHOUT, result.said
    assert result.having("not-observable") == UNSEEN, result.said
    assert result.having("passed") == rules() - WITHOUT - UNSEEN, result.said


@pytest.mark.parametrize("wrong", MUTANT_ROWS, ids=[one.name for one in MUTANT_ROWS])
def test_a_wrong_backend_fails_where_it_is_wrong(wrong: Wrong) -> None:
    """
    The checks that must fail on it do, say why and show it; their positive controls are not.

    By the whole catalogue they are judged by `nango-conformance selftest --matrix`, which takes
    longer than all other tests together.
    """
    proved = prove(wrong, SOURCES, load(), whole=False)

    assert [problem.text for problem in proved.problems] == []


def test_every_rule_of_the_specification_has_a_wrong_backend_that_fails_it() -> None:
    """A new check comes with a wrong backend, or it is not known to be one."""
    failed = {check for wrong in EVERYONE for check in wrong.fails}

    assert rules() - failed == set()
    assert failed - rules() == set()


def test_every_example_of_the_specification_has_a_mutant_that_fails_it() -> None:
    """A check that fails by its other examples says nothing of this one."""
    specification = tagged(feature_sources())
    failed = {
        (check, example)
        for wrong in EVERYONE
        for check, proof in wrong.fails.items()
        if not proof.any_example
        for example in set(proof.examples) or specification[check]
    }

    assert failed == {(check, name) for check, names in specification.items() for name in names}


def test_every_mutant_has_its_row_and_every_row_its_mutant() -> None:
    """A wrong backend that nobody judges proves nothing."""
    modules = {path.stem for path in MUTANTS.glob("*.py")} - {"run"}

    assert {wrong.name.lower().replace("-", "_") for wrong in MUTANT_ROWS} == modules


def test_every_defect_has_a_wrong_backend_that_one_of_its_checks_sees() -> None:
    """What was met in real code is caught, and where the catalogue says that it is."""
    demanded = [
        Proved(wrong=one, caught=tuple(one.fails), unsure=(), problems=(), took_s=0.0)
        for one in EVERYONE
    ]

    assert list(gaps(demanded, load(), rules(), core=False)) == []


def test_what_is_written_down_is_what_the_matrix_demands() -> None:
    """SEEN=write accepts what the wrong backends are judged by at present."""
    kept = ROOT / "nango_conformance" / "seen.toml"
    demanded = record(EVERYONE, MUTANTS)
    if os.environ.get("SEEN") == "write":
        kept.write_text(demanded, "utf-8")

    assert kept.read_text("utf-8") == demanded
