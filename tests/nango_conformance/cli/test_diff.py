"""`diff` reads two runs, prints what is different, and ends with 1 when something broke."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from nango_conformance.cli import main
from nango_conformance.cli.writing import write_formats
from nango_conformance.results import Failure, Outcome, Run, to_json
from tests.nango_conformance.cli.changed_runs import changed, honest

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def folders(tmp_path: Path, a_run: Run) -> dict[str, Path]:
    """Give report folders: as it was, broken, unseen and mended."""
    runs = {
        "was": honest(a_run),
        "broken": changed(a_run, "NAF-01.1", Outcome.FAILED),
        "unseen": changed(a_run, "NAF-01.1", Outcome.NOT_OBSERVABLE),
        "mended": changed(a_run, "NAF-02.1", Outcome.PASSED),
    }
    for name, run in runs.items():
        write_formats(run, ("json",), tmp_path / name)
    return {name: tmp_path / name for name in runs}


@pytest.mark.parametrize(
    ("now", "flags", "status", "says"),
    [
        ("was", [], 0, "Nothing broke."),
        ("mended", ["--strict"], 0, "Nothing broke."),
        ("broken", [], 1, "1 check broke."),
        ("broken", ["--strict"], 1, "1 check broke."),
        ("unseen", [], 0, "Nothing was seen to break, but less is shown than before."),
        ("unseen", ["--strict"], 1, "Nothing was seen to break, but less is shown than before."),
    ],
)
def test_the_status_says_whether_something_broke(
    folders: dict[str, Path],
    capsys: Capture,
    now: str,
    flags: list[str],
    status: int,
    says: str,
) -> None:
    """What is not seen any more is told, and ends with 1 only where that was asked for."""
    assert main(["diff", str(folders["was"]), str(folders[now]), *flags]) == status

    assert capsys.readouterr().out.splitlines()[-1] == f"{says} The second run is not conformant."


def test_a_folder_and_its_results_are_the_same(folders: dict[str, Path], capsys: Capture) -> None:
    """Either names a run."""
    file = str(folders["broken"] / "results.json")
    assert main(["diff", str(folders["was"]), file]) == 1
    first = capsys.readouterr().out
    assert main(["diff", str(folders["was"]), str(folders["broken"])]) == 1

    assert capsys.readouterr().out == first


def test_it_is_there_for_programs_and_for_comments(
    folders: dict[str, Path], capsys: Capture
) -> None:
    """The same change in each."""
    runs = [str(folders["was"]), str(folders["broken"])]

    assert main(["diff", *runs, "--format", "json"]) == 1
    body = json.loads(capsys.readouterr().out)
    assert [(one["kind"], one["id"]) for one in body["changes"]] == [("broken", "NAF-01.1")]
    assert main(["diff", *runs, "--format", "markdown"]) == 1
    out = capsys.readouterr().out
    assert out.startswith("<!-- nango-conformance diff -->\n### ✗ ")
    assert "- **NAF\\-01.1** passed → failed" in out


@pytest.mark.parametrize("content", ["{}", "[]", "null", "no json", '{"schema": 2}', "\udcff"])
@pytest.mark.parametrize("first", [True, False])
def test_what_is_no_run_cannot_be_compared(
    folders: dict[str, Path], tmp_path: Path, capsys: Capture, content: str, *, first: bool
) -> None:
    """In either place; nothing is on stdout, and the file is named."""
    path = tmp_path / "bad.json"
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    pair = [str(path), str(folders["was"])]

    assert main(["diff", *(pair if first else reversed(pair))]) == 2

    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith(f"error: {path} ")


@pytest.mark.parametrize("name", ["nowhere", "empty"])
def test_a_folder_without_results_is_told(
    folders: dict[str, Path], tmp_path: Path, capsys: Capture, name: str
) -> None:
    """And what to name instead."""
    (tmp_path / "empty").mkdir()

    assert main(["diff", str(folders["was"]), str(tmp_path / name)]) == 2

    assert "name the results.json of a run, or its folder" in capsys.readouterr().err


def test_results_that_contradict_themselves_are_refused(
    folders: dict[str, Path], a_run: Run, capsys: Capture
) -> None:
    """Nothing is concluded from a file whose sums somebody has changed."""
    body: dict[str, Any] = json.loads(to_json(honest(a_run)))
    body["totals"]["failed"] = 0
    path = folders["broken"] / "results.json"
    path.write_text(json.dumps(body), "utf-8")

    assert main(["diff", str(folders["was"]), str(path)]) == 2

    assert "is no results file of a run: $.totals.failed: 0 is less" in capsys.readouterr().err


def test_the_command_that_shows_it_forges_no_line(
    folders: dict[str, Path], a_run: Run, capsys: Capture
) -> None:
    """It stands in a file that somebody else may have written."""
    again = "run\x1b[2J\n::error::forged\u202e"
    failure = Failure(code="NAF-01.1/status", cause="c", remedy="r", again=again)
    run = changed(a_run, "NAF-01.1", Outcome.FAILED)
    checks = [
        dataclasses.replace(one, failure=failure) if one.id == "NAF-01.1" else one
        for one in run.checks
    ]
    write_formats(dataclasses.replace(run, checks=tuple(checks)), ("json",), folders["broken"])

    assert main(["diff", str(folders["was"]), str(folders["broken"])]) == 1

    out = capsys.readouterr().out
    assert "      again: run␛[2J ::error::forged<U+202E>\n" in out


def test_results_that_nest_too_deep_are_refused(folders: dict[str, Path], capsys: Capture) -> None:
    """As any file that is none of a run."""
    (folders["broken"] / "results.json").write_text("[" * 100_000)

    assert main(["diff", str(folders["was"]), str(folders["broken"])]) == 2

    assert "results.json cannot be read: " in capsys.readouterr().err
