"""An honest results file is valid, and one that contradicts itself is not."""

from __future__ import annotations

import copy
import dataclasses
import json
import math
from collections.abc import Callable
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from nango_conformance.results import Outcome, Run, RunVerdict, from_json, to_json
from reports import problems, render, schema

Body = dict[str, Any]


def test_the_schema_is_a_schema() -> None:
    """It obeys JSON Schema 2020-12."""
    Draft202012Validator.check_schema(schema())


def test_honest_files_are_valid(every_verdict: Run, clean: Run) -> None:
    """A run of every verdict, a clean one, a part and a broken one have nothing to complain of."""
    unrun = tuple(
        dataclasses.replace(
            c, verdict=Outcome.NOT_RUN, reason="It broke off.", evidence=(), scenarios=()
        )
        for c in clean.checks
    )
    open_ = tuple(dataclasses.replace(one, verdict=Outcome.NOT_RUN) for one in clean.items)
    part = dataclasses.replace(
        clean,
        selection={"items": ["02"]},
        checks=(unrun[0], *clean.checks[1:]),
        items=(open_[0], *clean.items[1:]),
    )
    broken = dataclasses.replace(
        clean, verdict=RunVerdict.INCONCLUSIVE, checks=unrun, items=open_, fault="interrupted"
    )

    for run in (every_verdict, clean, part, broken):
        assert problems(to_json(run)) == ()
        assert render(run, "json") == to_json(run)


def _check(name: str, **more: Any) -> Callable[[Body], None]:
    def lie(body: Body) -> None:
        next(check for check in body["checks"] if check["id"] == name).update(more)

    return lie


def _top(**more: Any) -> Callable[[Body], None]:
    return lambda body: body.update(more)


def _item(number: int, **more: Any) -> Callable[[Body], None]:
    return lambda body: body["items"][number - 1].update(more)


LIES: dict[str, Callable[[Body], None]] = {
    "conformant although a MUST failed": _top(verdict="conformant"),
    "inconclusive although a MUST failed": _top(verdict="inconclusive"),
    "a verdict that is none": _top(verdict="ok"),
    "a fault and no reason": _top(fault=""),
    "an empty selection": _top(selection={}),
    "a time that is no time": _top(started="today"),
    "a key more": _top(signature="x"),
    "an item is gone": lambda body: body["items"].pop(),
    "the items change places": lambda body: body["items"].reverse(),
    "an item passed although its essential MUST failed": _item(6, verdict="passed"),
    "the user's part shown by the backend": _item(4, shown_by="backend"),
    "the backend's part played": _item(6, shown_by="played"),
    "a MAY failed": _check("NAF-20.2", verdict="failed", scenarios=[]),
    "a failed example behind passed": _check("NAF-06.1", verdict="passed"),
    "a failed example behind not-observable": _check("NAF-06.1", verdict="not-observable"),
    "passed without evidence": _check("NAF-01.1", evidence=[]),
    "passed without an example": _check("NAF-01.1", scenarios=[]),
    "skipped without a reason": _check("NAF-10.1", reason=""),
    "not run although an example failed": lambda body: body["checks"][10].update(
        scenarios=body["checks"][6]["scenarios"]
    ),
    "a check in another group": _check("NAF-11.1", item="12"),
    "an item's verdict for a check": _check("NAF-02.1", verdict="passed-with-findings"),
    "an unknown level": _check("NAF-02.1", level="must"),
    "a check that is gone": lambda body: body["checks"].pop(0),
    "a check that is there twice": lambda body: body["checks"].append(body["checks"][0]),
    "an item passed although its essential check is inconclusive": _item(7, verdict="passed"),
    "an item passed although another check of it failed": _item(2, verdict="passed"),
    "an item passed although nothing of it ran": _item(10, verdict="passed"),
    "an item failed although all of it passed": _item(1, verdict="failed"),
    "a total of none": lambda body: body["totals"].update(failed=0),
    "a total too many": lambda body: body["totals"].update(passed=7),
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES.keys())
def test_a_lie_is_invalid(lie: Callable[[Body], None], every_verdict: Run) -> None:
    """One changed fact is enough."""
    body = json.loads(to_json(every_verdict))
    honest = copy.deepcopy(body)
    lie(body)

    assert body != honest
    assert problems(json.dumps(body)) != ()


@pytest.mark.parametrize(
    "more",
    [
        {"verdict": "not-observable", "reason": "no channel"},
        {"verdict": "inconclusive", "reason": "control failed"},
        {"verdict": "not-run", "reason": "no time", "evidence": [], "scenarios": []},
        {"verdict": "failed", "reason": "broke", "level": "SHOULD", "scenarios": []},
    ],
)
def test_conformant_leaves_no_essential_check_open(more: Body, clean: Run) -> None:
    """A conformant whole has an answer from every essential check."""
    body = json.loads(to_json(clean))
    body["checks"][0].update(more)
    body["totals"].update({"passed": 9, more["verdict"]: 1})

    assert any("$" in problem for problem in problems(json.dumps(body)))


def test_a_waiver_that_excuses_needs_its_note(clean: Run) -> None:
    """With a note an essential check may stay open in a conformant run."""
    unseen = dataclasses.replace(
        clean.checks[0], verdict=Outcome.NOT_OBSERVABLE, reason="no channel"
    )
    item = dataclasses.replace(clean.items[0], verdict=Outcome.NOT_OBSERVABLE)
    run = dataclasses.replace(
        clean,
        checks=(unseen, *clean.checks[1:]),
        items=(item, *clean.items[1:]),
        notes=("NAF-01.1",),
    )

    assert problems(to_json(run)) == ()


def test_a_failed_example_may_lose_its_control(every_verdict: Run) -> None:
    """A check whose positive control failed is inconclusive whatever its examples say."""
    body = json.loads(to_json(every_verdict))
    body["checks"][7]["scenarios"][0]["outcome"] = "failed"

    assert problems(json.dumps(body)) == ()


def test_conformant_needs_something_that_passed(clean: Run) -> None:
    """Nothing ran is never conformant, and neither is a run that broke off."""
    nothing = dataclasses.replace(clean, checks=())
    broken = dataclasses.replace(clean, fault="interrupted")

    assert problems(to_json(nothing)) != ()
    assert problems(to_json(broken)) != ()


def test_what_cannot_be_read_is_a_problem() -> None:
    """Text that is no JSON, and JSON that is no object, have their one line."""
    assert problems("{")[0].startswith("not JSON: ")
    assert problems("[]") == ("$: [] is not of type 'object'",)


def test_totals_say_what_is_wrong(clean: Run) -> None:
    """A miscount names both numbers."""
    body = json.loads(to_json(clean))
    body["totals"]["passed"] = 12

    assert problems(json.dumps(body)) == ("$.totals.passed: says 12, the checks say 10",)


def test_a_check_that_is_there_twice_is_a_problem(clean: Run) -> None:
    """Counted right, and still not one check each."""
    twice = dataclasses.replace(clean, checks=(*clean.checks, clean.checks[0]))

    assert problems(to_json(twice)) == ("$.checks: NAF-01.1 is there 2 times",)


@pytest.mark.parametrize("essential", [True, False])
def test_of_a_part_an_item_is_what_ran(*, essential: bool, clean: Run) -> None:
    """A check that was not selected does not speak, and one that broke off may."""
    unrun = dataclasses.replace(
        clean.checks[0],
        id="NAF-01.2",
        verdict=Outcome.NOT_RUN,
        reason="not selected",
        essential=essential,
    )
    run = dataclasses.replace(clean, checks=(clean.checks[0], unrun, *clean.checks[1:]))
    part = dataclasses.replace(run, selection={"checks": ["NAF-01.1"]})

    assert problems(to_json(part)) == ()
    assert (problems(to_json(run)) == ()) is not essential


def test_an_item_is_not_better_than_what_did_not_run(clean: Run) -> None:
    """In a whole run that broke off, an essential check that did not run was to run."""
    unrun = dataclasses.replace(clean.checks[0], id="NAF-01.2", verdict=Outcome.NOT_RUN, reason="x")
    run = dataclasses.replace(
        clean,
        checks=(clean.checks[0], unrun, *clean.checks[1:]),
        verdict=RunVerdict.INCONCLUSIVE,
        fault="interrupted",
    )

    assert problems(to_json(run)) == ("$.items: 01 is passed, and by its checks not-run",)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (Outcome.PASSED, ()),
        (Outcome.NOT_RUN, ()),
        (Outcome.WAIVED, ("$.items: 01 is waived, and by its checks not-run or passed",)),
    ],
)
def test_what_is_not_essential_may_have_been_left_out(
    said: Outcome, told: tuple[str, ...], clean: Run
) -> None:
    """Where every MUST decides, one that did not run speaks if it was to run; nobody knows."""
    ran = dataclasses.replace(clean.checks[0], essential=False)
    unrun = dataclasses.replace(ran, id="NAF-01.2", verdict=Outcome.NOT_RUN, reason="x")
    item = dataclasses.replace(clean.items[0], verdict=said)
    run = dataclasses.replace(
        clean, checks=(ran, unrun, *clean.checks[1:]), items=(item, *clean.items[1:])
    )

    assert problems(to_json(run)) == told


def test_a_place_that_is_none_is_a_problem(clean: Run) -> None:
    """What varies belongs somewhere."""
    body = json.loads(to_json(clean))
    body["varies"]["/checks/99/digest"] = [{"id": "E1", "title": "x", "text": "x"}]

    assert problems(json.dumps(body)) == ("$: nothing stands at /checks/99",)


def test_a_long_problem_is_cut(clean: Run) -> None:
    """What a stranger wrote into a file is not all repeated."""
    body = json.loads(to_json(clean))
    body["verdict"] = "x" * 900

    told = [problem.partition(": ") for problem in problems(json.dumps(body))]

    assert [len(message) for place, _, message in told if place == "$.verdict"] == [300]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"decisive": ("e9",)}, "is shown by e9, which is none of its exhibits"),
        ({"led": "e9"}, "is shown by e9, which is none of its exhibits"),
        ({"example": 2}, "has no example 2 for e06.1-2"),
        ({"at_ms": math.inf}, "has e06.1-2 at no moment"),
    ],
)
def test_evidence_that_is_not_there_is_a_problem(more: Body, said: str, every_verdict: Run) -> None:
    """A page that points into nothing has been tampered with, or was never whole."""
    place = [check.id for check in every_verdict.checks].index("NAF-06.1")
    check = every_verdict.checks[place]
    if more.keys() & {"example", "at_ms"}:
        first, last = check.exhibits
        more = {"exhibits": (first, dataclasses.replace(last, **more))}
    wrong = dataclasses.replace(check, **more)
    checks = (*every_verdict.checks[:place], wrong, *every_verdict.checks[place + 1 :])

    (told,) = problems(to_json(dataclasses.replace(every_verdict, checks=checks)))

    assert told == f"$.checks: NAF-06.1 {said}"


def test_a_place_that_is_written_as_a_number_is_one(every_verdict: Run) -> None:
    """JSON has but one kind of number."""
    text = to_json(every_verdict).replace('"example": 1', '"example": 1.0')

    assert problems(text) == ()
    assert to_json(from_json(text)) == to_json(every_verdict)
