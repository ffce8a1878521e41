"""What is otherwise than the matrix has it is found, each kind of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import pytest

from nango_conformance.catalogue import Catalogue, Defect, load, parse
from nango_conformance.selftest.judging import Judged
from nango_conformance.selftest.proving import Kind, Proved, caught, claimed, gaps, problems
from nango_conformance.selftest.wrong import Proof, Replacement, Wrong

PROOF = Proof(says="saw active", shows="^Nango → backend: .*200", examples=("the first",))
WRONG = Wrong(name="D04", defect="D04", exit=1, fails={"NAF-12.1": PROOF}, also={"NAF-12.2": "so"})


def a_check(verdict: str = "passed", **more: Any) -> Mapping[str, Any]:
    """Return a check as results.json has it."""
    whole = {"verdict": verdict, "reason": "", "exhibits": [], "scenarios": []}
    return {**whole, **more}


def red(**more: Any) -> Mapping[str, Any]:
    """Return a check that failed for the reason that PROOF wants."""
    fitting: dict[str, Any] = {
        "reason": "expected nothing; saw active",
        "exhibits": [{"title": "Nango → backend: webhook → 200", "text": "{}"}],
        "scenarios": [
            {"name": "the first", "outcome": "failed"},
            {"name": "the second", "outcome": "passed"},
        ],
    }
    return a_check("failed", **{**fitting, **more})


def a_result(status: int = 1, fault: str | None = None, **checks: Mapping[str, Any]) -> Judged:
    """Return a run's results; NAF_12_1 stands for NAF-12.1."""
    names = {name.replace("_", "-", 1).replace("_", "."): one for name, one in checks.items()}
    return Judged(status=status, said="", checks=names, fault=fault)


def test_what_is_as_the_matrix_has_it_is_no_problem() -> None:
    """The check that must fail does, for its reason; one that may fail may also pass."""
    result = a_result(NAF_12_1=red(), NAF_12_2=a_check(), NAF_01_1=a_check())

    assert list(problems(WRONG, result, ())) == []


def test_the_story_of_a_may_counts_where_the_matrix_wants_it_to_fail() -> None:
    """A MAY never fails itself; its story does, for a reason that fits, and only where named."""
    may = {**red(), "verdict": "not-applicable"}
    alone = Wrong(name="D04", exit=1, fails={"NAF-12.1": PROOF})

    assert list(problems(alone, a_result(NAF_12_1=may), ["NAF-12.1"])) == []
    beside = a_result(NAF_12_1=red(), NAF_01_1=may)
    assert list(problems(alone, beside, ())) == []


@pytest.mark.parametrize(
    ("result", "kind"),
    [
        (a_result(NAF_12_1=a_check()), Kind.MISSED),
        (a_result(NAF_12_1=a_check("inconclusive")), Kind.MISSED),
        (a_result(NAF_12_1=red(), NAF_01_1=a_check("failed")), Kind.WRONG_RED),
        (a_result(NAF_12_1=red(reason="expected 200")), Kind.OTHER_REASON),
        (a_result(NAF_12_1=red(exhibits=[])), Kind.OTHER_REASON),
        (a_result(NAF_12_1=red(scenarios=[])), Kind.OTHER_REASON),
        (a_result(3, NAF_12_1=red()), Kind.EXIT),
        (a_result(fault="the target is gone", NAF_12_1=red()), Kind.ENDED),
    ],
)
def test_what_is_otherwise_is_named(result: Judged, kind: Kind) -> None:
    """Not seen, seen where nothing is, seen for another reason, another exit status."""
    assert [problem.kind for problem in problems(WRONG, result, ())] == [kind]


def test_a_check_that_the_catalogue_names_must_see_the_defect() -> None:
    """Or the row must say why it does not; to be inconclusive is to have seen something."""
    result = a_result(NAF_12_1=red(), NAF_12_7=a_check(), NAF_12_8=a_check("inconclusive"))
    claims = ("NAF-12.1", "NAF-12.7", "NAF-12.8")
    excused = Wrong(
        name="D04", exit=1, fails=WRONG.fails, also=WRONG.also, misses={"NAF-12.7": "why"}
    )

    assert [one.kind for one in problems(WRONG, result, claims)] == [Kind.CLAIMED]
    unrun = a_result(NAF_12_1=red(), NAF_12_7=a_check("not-run"))
    assert [one.kind for one in problems(WRONG, unrun, ["NAF-12.7"])] == [Kind.CLAIMED]
    assert list(problems(excused, result, claims)) == []


def test_a_mutant_owes_what_the_catalogue_says_and_a_mistake_in_an_example_does_not() -> None:
    """The same defect can be made in ways that only one of its checks sees."""
    text = Replacement(example="node-upsert", file="server.js", old="a", new="b")
    mistake = Wrong(name="node-upsert/x", defect="D04", exit=1, fails={}, replacement=text)

    assert claimed(WRONG, load()) == load().defect("D04").caught_by
    assert claimed(mistake, load()) == ()


def small() -> Catalogue:
    """Return the catalogue with two defects, of which one is core."""
    real = parse(catalogue=_TEXT, defects="")
    core = Defect(id="D01", defect="is wrong", core=True, caught_by=("NAF-01.1",))
    other = Defect(id="D02", defect="is odd", core=False, caught_by=("NAF-01.1",))
    return Catalogue(
        items=real.items, groups=real.groups, checks=real.checks, defects=(core, other)
    )


_TEXT = """
[items.01]
title = "First"
shown_by = "backend"
[groups]
[checks."NAF-01.1"]
item = "01"
level = "MUST"
essential = true
title = "t"
source = "s"
why = "w"
sends = "s"
wants = "w"
careful = "c"
remedy = "r"
controls = []
observes = ["response"]
kills = []
"""


def proved(name: str, *checks: str) -> Proved:
    """Return that a wrong backend was judged, and which checks failed on it."""
    wrong = Wrong(name=name, defect=name, exit=1, fails={})
    return Proved(wrong=wrong, caught=checks, unsure=(), problems=(), took_s=0.1)


def test_what_may_fail_and_does_not_is_told_of() -> None:
    """An excuse that is not needed may be the next mistake's; what cannot be judged may need it."""
    red = Proved(wrong=WRONG, caught=("NAF-12.1", "NAF-12.2"), unsure=(), problems=(), took_s=0.1)
    green = dataclasses.replace(red, caught=("NAF-12.1",))
    unsure = dataclasses.replace(green, unsure=("NAF-12.2",))

    assert [one.needless for one in (red, green, unsure)] == [(), ("NAF-12.2",), ()]


def test_what_nothing_has_seen_is_named() -> None:
    """A check that never failed, and a defect that none of its checks saw."""
    everything = [proved("D01", "NAF-01.1"), proved("D02", "NAF-01.1")]
    other_check = [proved("D01", "NAF-09.9"), proved("D02", "NAF-01.1")]
    nothing = [proved("D01"), proved("D02")]
    built = ("NAF-01.1",)

    assert list(gaps(everything, small(), built, core=False)) == []
    assert list(gaps(other_check, small(), built, core=False)) == [
        "D01 was seen by none of its checks: is wrong"
    ]
    assert list(gaps(nothing, small(), built, core=False)) == [
        "NAF-01.1 was never seen failing",
        "D01 was seen by none of its checks: is wrong",
        "D02 was seen by none of its checks: is odd",
    ]
    assert list(gaps(everything[:1], small(), built, core=True)) == []


def test_a_check_is_told_with_all_that_it_was_seen_to_fail_on() -> None:
    """In the order of the matrix."""
    seen = caught([proved("D02", "NAF-01.1", "NAF-12.1"), proved("D01", "NAF-01.1")])

    assert seen == {"NAF-01.1": ("D02", "D01"), "NAF-12.1": ("D02",)}
