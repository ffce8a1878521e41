"""The sentence at the head names what made the verdict, and no more than fits a line."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import pytest

from nango_conformance.results import CheckResult, Outcome, Run, RunVerdict
from reports.headline import sentence
from reports.summary import summarise

FAILED = Outcome.FAILED


def run_of(
    clean: Run, verdict: RunVerdict, *changed: dict[str, object], selected: bool = False
) -> Run:
    """Return a run whose first checks are changed like this, whole or a part."""
    first: Sequence[CheckResult] = [
        dataclasses.replace(check, **change)  # type: ignore[arg-type]
        for check, change in zip(clean.checks, changed, strict=False)
    ]
    return dataclasses.replace(
        clean,
        verdict=verdict,
        checks=(*first, *clean.checks[len(first) :]),
        selection={"items": ["01"]} if selected else None,
    )


def test_a_conformant_run_says_what_was_judged(clean: Run) -> None:
    """All that decides."""
    assert sentence(clean) == (
        "No MUST and no essential check failed, and every essential check was judged."
    )


def test_a_conformant_part_says_what_it_lacks_and_what_is_waived(clean: Run) -> None:
    """One sentence for each."""
    changed: list[dict[str, object]] = [
        {"verdict": Outcome.NOT_OBSERVABLE, "essential": False},
        {"verdict": Outcome.WAIVED},
    ]

    assert sentence(run_of(clean, RunVerdict.CONFORMANT, *changed, selected=True)) == (
        "No MUST and no essential check failed, and every essential check of the part was judged. "
        "1 other check gave no answer: NAF-01.1. "
        "1 known failure waived: NAF-02.1."
    )


@pytest.mark.parametrize(
    ("change", "decides"),
    [
        ({"level": "MUST", "essential": True}, True),
        ({"level": "MUST", "essential": False}, True),
        ({"level": "SHOULD", "essential": True}, True),
        ({"level": "SHOULD", "essential": False}, False),
    ],
)
def test_a_must_decides_and_so_does_an_essential_check(
    clean: Run,
    change: dict[str, object],
    decides: bool,  # noqa: FBT001 - a column of the table
) -> None:
    """Either is enough; where neither failed, a waiver did it."""
    run = run_of(clean, RunVerdict.NOT_CONFORMANT, {"verdict": FAILED, **change})

    assert sentence(run) == (
        "1 check that decides the verdict failed: NAF-01.1."
        if decides
        else "No deciding check failed, but a waiver is expired or needless: see the notes."
    )


@pytest.mark.parametrize(("count", "told"), [(6, "NAF-06.1."), (7, "NAF-06.1 and 1 more.")])
def test_six_are_named_and_more_are_counted(clean: Run, count: int, told: str) -> None:
    """Six is no more than six."""
    changed: list[dict[str, object]] = [{"verdict": FAILED}] * count
    run = run_of(clean, RunVerdict.NOT_CONFORMANT, *changed)

    assert sentence(run).endswith(f"NAF-05.1, {told}")


def test_a_part_misses_no_answer_from_what_it_left_out(clean: Run) -> None:
    """What did not run in a whole run has no answer either."""
    changed: list[dict[str, object]] = [
        {"verdict": Outcome.NOT_OBSERVABLE},
        {"verdict": Outcome.NOT_RUN},
    ]
    whole = run_of(clean, RunVerdict.INCONCLUSIVE, *changed)
    part = run_of(clean, RunVerdict.INCONCLUSIVE, *changed, selected=True)

    assert sentence(whole) == "No answer from 2 essential checks: NAF-01.1, NAF-02.1."
    assert sentence(part) == "No answer from 1 essential check: NAF-01.1."


@pytest.mark.parametrize(
    ("failed", "why"),
    [
        ([("MUST", True)], "A MUST failed."),
        ([("SHOULD", True)], "An essential check failed."),
        ([("MUST", False), ("SHOULD", True)], "A MUST failed, and an essential check failed."),
        ([("SHOULD", False)], "A waiver is expired or needless."),
        ([], "A waiver is expired or needless."),
    ],
)
def test_the_exit_status_says_which_of_its_reasons_is_this_one(
    clean: Run, failed: list[tuple[str, bool]], why: str
) -> None:
    """Whoever reads of waivers beside a red check looks for a waiver that is not there."""
    changed: list[dict[str, object]] = [
        {"verdict": FAILED, "level": level, "essential": essential} for level, essential in failed
    ]
    run = run_of(clean, RunVerdict.NOT_CONFORMANT, *changed)

    assert summarise(run, {}).status.meaning == why
