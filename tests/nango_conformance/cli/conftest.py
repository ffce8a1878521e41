"""A run by hand, and the end of a scenario."""

from __future__ import annotations

import pytest

from nango_conformance.catalogue import load
from nango_conformance.recorder import Told
from nango_conformance.records import ScenarioRecord
from nango_conformance.results import (
    CheckResult,
    FindingNote,
    HarnessNote,
    ItemResult,
    Outcome,
    Run,
    RunVerdict,
    TargetNote,
)
from nango_conformance.verdict import Finding

_VERDICTS = {
    "NAF-01.1": (Outcome.PASSED, ""),
    "NAF-01.2": (Outcome.FAILED, "expected 4xx; saw 200\nand more"),
    "NAF-02.1": (Outcome.INCONCLUSIVE, "its positive control broke"),
}


@pytest.fixture(scope="session")
def a_run() -> Run:
    """Give a run over the real catalogue in which three checks ran."""
    checks = []
    for check in load().checks:
        verdict, reason = _VERDICTS.get(check.id, (Outcome.NOT_RUN, "not selected"))
        findings = (FindingNote(level="SHOULD", text="it was slow"),)
        checks.append(
            CheckResult(
                id=check.id,
                item=check.item,
                level=check.level.value,
                essential=check.essential,
                title=check.title,
                verdict=verdict,
                reason=reason,
                findings=findings if check.id == "NAF-01.1" else (),
            )
        )
    return Run(
        verdict=RunVerdict.NOT_CONFORMANT,
        selection={"items": ["01", "02"]},
        target=TargetNote(name="mine", profile="seed", base_url="http://x", mode="attach"),
        seed=7,
        started="2026-03-12T09:30:00Z",
        duration_s=1.5,
        harness=HarnessNote(version="0.1.0", nango="0.71.4"),
        items=tuple(
            ItemResult(
                item=item.number,
                title=item.title,
                verdict=Outcome.FAILED if item.number == "01" else Outcome.NOT_RUN,
                shown_by=item.shown_by.value,
            )
            for item in load().items
        ),
        checks=tuple(checks),
        notes=("everyone is the same user",),
    )


@pytest.fixture
def told() -> Told:
    """Give the end of a scenario that failed."""
    return Told(
        finding=Finding(
            check="NAF-01.2", outcome=Outcome.FAILED, reason="expected [b]4xx[/b]; saw 200\nmore"
        ),
        record=ScenarioRecord(
            uri="features/01.feature", name="A [red]stranger[/red]", line=7, steps=(), started=0
        ),
        notes=(),
        duration_s=0.1,
    )
