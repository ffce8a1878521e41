"""The same seed and target give the same report, byte for byte, outside of what is marked."""

from __future__ import annotations

import difflib
import tomllib
from pathlib import Path
from typing import Final

import pytest

import reports
from nango_conformance.cli import main
from tests.alike import outside, steady_messages
from tests.judged import ROOT, merged, toml

BACKENDS: Final = {
    "right": (["-m", "reference_backend"], 0),
    # Takes the wrong header, so that the check fails and quotes its exchanges.
    "wrong": (["tests/mutants/run.py", "D02"], 1),
}


@pytest.fixture(scope="module", params=BACKENDS)
def twice(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Path]:
    """Return the reports of two runs that differ in nothing, all formats in them."""
    backend, status = BACKENDS[request.param]
    folder = tmp_path_factory.mktemp("alike")
    target = tomllib.loads((ROOT / "reference_backend" / "target.toml").read_text())
    command = ["{python}", *backend, "--port", "{port}"]
    start = {"command": command, "cwd": str(ROOT), "env": {"PYTHONPATH": str(ROOT)}}
    document = merged(target, {"target": {"start": start}})
    file = folder / "target.toml"
    file.write_text("".join(f"{key} = {toml(value)}\n" for key, value in document.items()))
    for report in (folder / "one", folder / "other"):
        words = ["run", "--target", str(file), "--check", "NAF-06.1", "--seed", "7"]
        assert main([*words, "--report-dir", str(report)]) == status
        assert main(["report", str(report / "results.json"), "--format", "all"]) == 0
    return folder / "one", folder / "other"


@pytest.mark.parametrize("name", [reports.FILES[form] for form in reports.FORMATS])
def test_two_runs_say_the_same_outside_of_the_marks(twice: tuple[Path, Path], name: str) -> None:
    """Whatever the format is."""
    one, other = ((folder / name).read_text("utf-8") for folder in twice)

    first, second = (outside(name, text).splitlines() for text in (one, other))
    assert list(difflib.unified_diff(first, second, lineterm="", n=0)) == []


def test_the_evidence_agrees_in_what_the_harness_did(twice: tuple[Path, Path]) -> None:
    """Which scenarios, which steps, how each ended, and what was asked of the target by whom."""
    one, other = (
        steady_messages((folder / "evidence.ndjson").read_text("utf-8")) for folder in twice
    )

    assert one == other
    assert [message for message in one if "exchange" in message]
    assert [message for message in one if "testStepFinished" in message]


def test_there_is_nothing_else_but_scripts_and_they_agree(twice: tuple[Path, Path]) -> None:
    """A script that shows a failure again knows neither the time nor the port of a run."""
    files = {*(reports.FILES[form] for form in reports.FORMATS), "evidence.ndjson"}
    one, other = (
        {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}
        for folder in twice
    )

    assert {*one} == {*other}
    assert {name for name in one if not name.startswith("repro/")} == files
    for name in {*one} - files:
        assert one[name].read_text("utf-8") == other[name].read_text("utf-8")
