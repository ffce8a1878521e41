"""A report on disk, and a command that leaves it and ends as it is told."""

from __future__ import annotations

import dataclasses
import shlex
import sys
from pathlib import Path
from typing import Any, Final

import pytest

import reports
from nango_conformance.catalogue import load
from nango_conformance.cli.writing import write_formats
from nango_conformance.results import (
    CheckResult,
    HarnessNote,
    ItemResult,
    Outcome,
    Run,
    RunVerdict,
    ScenarioResult,
    TargetNote,
)

ROOT: Final = Path(__file__).parents[2]

STUB: Final = """#!/usr/bin/env bash
printf '%s\\n' "$*" >> "$STUB_CALLS"
case "$1" in
    run)
        printf '%s' "$STUB_SAYS"
        printf '%s' "$STUB_SAYS" >&2
        [ "$STUB_STATUS" = 2 ] && exit 2
        while [ "$1" != --report-dir ]; do shift; done
        mkdir -p "$2"
        cp "$STUB_REPORT"/* "$2"
        exit "$STUB_STATUS" ;;
    *) exec {python} -m nango_conformance "$@" ;;
esac
"""
"""`run` leaves the prepared report; every other command is the real one."""


def a_run(outcome: Outcome) -> Run:
    """Return a run in which one check ended like this, and nothing else ran."""
    checks = tuple(
        CheckResult(
            id=check.id,
            item=check.item,
            level=check.level.value,
            essential=check.essential,
            title=check.title,
            verdict=Outcome.NOT_RUN,
            reason="not selected",
        )
        for check in load().checks
    )
    judged: dict[str, Any] = {
        "verdict": outcome,
        "reason": "" if outcome is Outcome.PASSED else "expected 2xx; saw 401",
        "evidence": ("E0001",),
        "scenarios": (
            ScenarioResult(
                name="Ada connects",
                uri="features/06_webhook.feature",
                line=10,
                outcome=outcome,
                duration_s=0.1,
            ),
        ),
    }
    checks = tuple(
        dataclasses.replace(one, **judged) if one.id == "NAF-06.1" else one for one in checks
    )
    red = outcome is Outcome.FAILED
    return Run(
        verdict=RunVerdict.NOT_CONFORMANT if red else RunVerdict.CONFORMANT,
        selection={"checks": ["NAF-06.1"]},
        target=TargetNote(name="mine", profile="seed", base_url="http://x", mode="attach"),
        seed=7,
        started="2026-03-12T09:30:00Z",
        duration_s=1.5,
        harness=HarnessNote(version="0.1.0", nango="0.71.4"),
        items=tuple(
            ItemResult(
                item=item.number,
                title=item.title,
                verdict=outcome if item.number == "06" else Outcome.NOT_RUN,
                shown_by=item.shown_by.value,
            )
            for item in load().items
        ),
        checks=checks,
    )


@pytest.fixture(scope="session")
def red_report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of a run that failed, in every format."""
    folder = tmp_path_factory.mktemp("red")
    write_formats(a_run(Outcome.FAILED), reports.FORMATS, folder)
    return folder


@pytest.fixture(scope="session")
def green_report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of a run that passed."""
    folder = tmp_path_factory.mktemp("green")
    write_formats(a_run(Outcome.PASSED), reports.FORMATS, folder)
    return folder


@pytest.fixture
def stub(tmp_path: Path) -> Path:
    """Give the command, in a folder of its own."""
    path = tmp_path / "stub" / "nango-conformance"
    path.parent.mkdir()
    path.write_text(STUB.format(python=shlex.quote(sys.executable)), "utf-8")
    path.chmod(0o755)
    return path
