"""A comparison with a change of every kind is, byte for byte, the one that was looked at."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any, Final

import pytest

from nango_conformance.results import (
    CheckResult,
    Failure,
    FindingNote,
    Outcome,
    Run,
    RunVerdict,
    ScenarioResult,
)
from reports.comparison import Comparison, Kind, compare
from reports.comparison_markdown import to_comment
from reports.comparison_text import to_diff_json, to_text
from tests.reports.accepting import accepted

FORMS: Final[Mapping[str, Callable[[Comparison], str]]] = {
    "diff.txt": to_text,
    "diff.md": to_comment,
    "diff.json": to_diff_json,
}

FAILED = Failure(
    code="NAF-06.1/refused",
    cause="it compares another header",
    remedy="compare the right one",
    again="nango-conformance run --check NAF-06.1 --seed 2 --target target.toml",
)

Changes = Mapping[str, Mapping[str, Any]]

BEFORE: Final[Changes] = {
    "NAF-01.1": {"seen": "two answers"},
    "NAF-02.1": {"verdict": Outcome.INCONCLUSIVE, "reason": "its control failed"},
    "NAF-03.1": {"verdict": Outcome.FAILED, "reason": "no modal"},
    "NAF-05.1": {"verdict": Outcome.NOT_RUN, "reason": "the run ended"},
}

AFTER: Final[Changes] = {
    "NAF-01.1": {
        "essential": False,
        "reason": "as before, more or less",
        "findings": (
            FindingNote(level="SHOULD", text="it is slow"),
            FindingNote(level="MAY", text="it is odd"),
        ),
        "scenarios": tuple(
            ScenarioResult(
                name=name,
                uri="features/x.feature",
                line=3,
                outcome=outcome,
                duration_s=0.1,
                failed_step=step,
            )
            for name, outcome, step in (
                ("Ada connects", Outcome.PASSED, None),
                ("Grace connects", Outcome.FAILED, "Then she is known"),
            )
        ),
    },
    "NAF-05.1": {"verdict": Outcome.NOT_APPLICABLE, "reason": "the target has no callback"},
    "NAF-06.1": {
        "verdict": Outcome.FAILED,
        "reason": "the webhook was refused",
        "seen": "401",
        "failure": FAILED,
    },
    "NAF-07.1": {"verdict": Outcome.NOT_OBSERVABLE, "reason": "the status route is gone"},
    "NAF-08.1": {"verdict": Outcome.WAIVED, "reason": "waived until 2026-12-31: ÅCME-7"},
}


def with_changes(run: Run, changes: Changes) -> tuple[CheckResult, ...]:
    """Return the checks of the run, some of them changed."""
    return tuple(dataclasses.replace(one, **changes.get(one.id, {})) for one in run.checks)


@pytest.fixture
def changed(clean: Run) -> Comparison:
    """Return a comparison that has each kind of change, and two runs that are not of a kind."""
    before = dataclasses.replace(
        clean,
        checks=with_changes(clean, BEFORE)[:9],
        verdict=RunVerdict.INCONCLUSIVE,
        selection={"essential": True},
        fault="interrupted",
    )
    items = (
        dataclasses.replace(clean.items[5], verdict=Outcome.FAILED),
        dataclasses.replace(clean.items[8], verdict=Outcome.NOT_RUN),
    )
    after = dataclasses.replace(
        clean,
        checks=tuple(one for one in with_changes(clean, AFTER) if one.id != "NAF-09.1"),
        items=items,
        verdict=RunVerdict.NOT_CONFORMANT,
        seed=2,
        started="2026-03-13T10:00:00Z",
    )
    return compare(before, after)


def test_the_comparison_has_every_kind_of_change(changed: Comparison) -> None:
    """So that the golden ones below do."""
    assert [change.kind for change in changed.changes] == list(Kind)


@pytest.mark.parametrize("name", FORMS)
def test_a_comparison_is_the_golden_one(name: str, changed: Comparison) -> None:
    """GOLDEN=write accepts the present ones: look at them before they are committed."""
    told = FORMS[name](changed)

    assert told == accepted(f"comparison/{name}", told)
