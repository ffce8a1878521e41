"""A run that says all that a run can say is told, byte for byte, as somebody has looked at it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Final

import pytest

from nango_conformance.results import (
    CheckResult,
    Exhibit,
    Failure,
    FindingNote,
    HarnessNote,
    Outcome,
    Run,
)
from reports import FILES, Clause, render
from tests.reports.accepting import accepted

FAILURE: Final = Failure(
    code="NAF-06.1/webhook-refused",
    cause="It compares <another> header.",
    remedy="Compare the right one.",
    again="nango-conformance run --check NAF-06.1 --seed 1 --target target.toml",
    script="repro/NAF-06.1.sh",
)

PROOFS: Final = {
    "recorded answer": 164,
    "SDK": 3,
    "specification": 5,
    "deliberate difference": 2,
    "not shown": 7,
    "one of a later release": 1,
    "none": 0,
}

MORE: Final[Mapping[str, Mapping[str, object]]] = {
    "NAF-02.1": {
        "findings": (
            FindingNote(level="SHOULD", text="It is slow."),
            FindingNote(level="MAY", text="It is odd."),
        ),
    },
    "NAF-02.4": {
        "failure": dataclasses.replace(FAILURE, script=None, no_script="It is about a whole run."),
        "exhibits": (
            Exhibit(id="e02.4-1", title="The first refusal", text="> POST /connect/sessions"),
            Exhibit(id="e02.4-2", title="The second <one>", text="```\n> POST /connect/sessions"),
        ),
    },
    "NAF-06.1": {
        "failure": FAILURE,
        "findings": (
            FindingNote(level="SHOULD", text="It names the header."),
            FindingNote(level="MAY", text="It names the reason."),
        ),
    },
    "NAF-20.1": {"essential": True},
    "NAF-20.2": {"verdict": Outcome.NOT_RUN, "reason": "It was not selected."},
    "NAF-12.1": {"reason": "", "level": "OUGHT", "essential": False},
}


def _told(check: CheckResult) -> CheckResult:
    return dataclasses.replace(check, **MORE.get(check.id, {}))  # type: ignore[arg-type]


@pytest.fixture
def part(every_verdict: Run) -> Run:
    """Return a part that broke off, of a target and by a harness of which everything is known."""
    return dataclasses.replace(
        every_verdict,
        selection={"items": ["02", "06"], "level": "should"},
        checks=tuple(map(_told, every_verdict.checks)),
        target=dataclasses.replace(
            every_verdict.target, name="Açme/mail", description=f"sha256:{'d' * 64}"
        ),
        harness=HarnessNote(
            version="0.1.0",
            nango="0.71.4",
            catalogue=f"sha256:{'c' * 64}",
            fidelity=PROOFS,
        ),
        notes=("The key is short: 8 signs.", "The clock of the target is wrong."),
        fault="The target died: <signal 9>",
        aim="--target target.toml",
    )


@pytest.mark.parametrize("kind", [kind for kind in FILES if kind not in {"html", "pdf", "badge"}])
def test_a_part_that_broke_off_is_told_as_the_golden_one(
    kind: str, part: Run, clauses: Mapping[str, Clause]
) -> None:
    """GOLDEN=write accepts the present reports: look at them before they are committed."""
    report = render(part, kind, clauses)

    assert report == accepted(f"part/{FILES[kind]}", report)
