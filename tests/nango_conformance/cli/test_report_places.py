"""Where a report may be written: a folder of its own, or its own folder."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

import reports
from nango_conformance.attestation import ENVELOPE
from nango_conformance.cli import main
from nango_conformance.cli.writing import (
    prepare_folder,
    wanted_formats,
    write_formats,
)
from nango_conformance.errors import UsageError
from nango_conformance.results import Run
from tests.nango_conformance.cli.changed_runs import honest

Capture = pytest.CaptureFixture[str]


@pytest.fixture(name="a_run")
def whole_run(a_run: Run) -> Run:
    """Give the run by hand as a results file may hold it."""
    return honest(a_run)


def contents(folder: Path) -> dict[str, str]:
    """Return every file of a folder."""
    return {path.name: path.read_text("utf-8") for path in folder.iterdir()}


@pytest.mark.parametrize("beside", [True, False])
def test_a_report_is_not_mixed_with_that_of_another_run(
    tmp_path: Path, a_run: Run, capsys: Capture, *, beside: bool
) -> None:
    """A folder whose page and results tell of two runs would lie; its own may be added to."""
    write_formats(a_run, ("json",), tmp_path / "mine")
    there = tmp_path / ("mine" if beside else "there")
    other = a_run if beside else dataclasses.replace(a_run, seed=a_run.seed + 1)
    write_formats(other, ("json",), there)
    before = contents(there)

    status = main(["report", str(tmp_path / "mine"), "--output", str(there)])

    assert status == (0 if beside else 2)
    assert (contents(there) == before) is not beside
    assert ("holds the report of another run" in capsys.readouterr().err) is not beside


def test_nothing_is_added_to_what_is_signed(tmp_path: Path, a_run: Run, capsys: Capture) -> None:
    """It would break the signature, which nobody asked for."""
    write_formats(a_run, ("json",), tmp_path)
    (tmp_path / ENVELOPE).write_text("{}")

    assert main(["report", str(tmp_path), "--format", "sarif"]) == 2

    assert "is signed, and whatever is written there is not" in capsys.readouterr().err
    assert not (tmp_path / "report.sarif").exists()


def test_all_and_the_pdf_may_be_asked_for_together() -> None:
    """Nobody has to list nine names for one that is not among them all."""
    assert set(wanted_formats("all,pdf")) == {*reports.FORMATS, reports.PDF}
    assert wanted_formats("all") == reports.FORMATS
    with pytest.raises(UsageError, match="there are html"):
        wanted_formats("all,docx")


def test_a_run_needs_a_folder_of_its_own() -> None:
    """A variable that is not set names none; ten files of a report are no place's by accident."""
    with pytest.raises(UsageError, match="--report-dir names no folder"):
        prepare_folder(Path(""))  # noqa: PTH201 - what a shell hands over
