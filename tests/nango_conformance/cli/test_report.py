"""Results in, the same report out; each file whole or not at all."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

import reports
from nango_conformance.attestation import ENVELOPE, PUBLIC_KEY
from nango_conformance.cli import main
from nango_conformance.cli.writing import (
    write_folder,
    write_formats,
)
from nango_conformance.errors import UsageError
from nango_conformance.results import Failure, Run, from_json, to_json
from tests.nango_conformance.cli.changed_runs import honest

Capture = pytest.CaptureFixture[str]


@pytest.fixture(name="a_run")
def whole_run(a_run: Run) -> Run:
    """Give the run by hand as a results file may hold it."""
    return honest(a_run)


def contents(folder: Path) -> dict[str, str]:
    """Return every file of a folder."""
    return {path.name: path.read_text("utf-8") for path in folder.iterdir()}


def test_a_run_leaves_five_files(tmp_path: Path, a_run: Run) -> None:
    """In a folder that is made, readable by others, and without anything half written."""
    folder = tmp_path / "deep" / "report"

    paths = write_folder(a_run, '{"meta": {}}\n', folder)

    written = contents(folder)
    assert sorted(written) == [
        "evidence.ndjson",
        "junit.xml",
        "report.html",
        "report.md",
        "results.json",
    ]
    assert written["evidence.ndjson"] == '{"meta": {}}\n'
    assert from_json(written["results.json"]) == a_run
    assert {path.name for path in paths.values()} == set(written)
    assert all(path.stat().st_mode & 0o777 == 0o644 for path in paths.values())


def test_a_report_is_the_same_again(tmp_path: Path, a_run: Run, capsys: Capture) -> None:
    """Rendered from its results, without running anything: byte for byte."""
    first, again = tmp_path / "first", tmp_path / "again"
    write_folder(a_run, "", first)

    status = main(
        [
            "report",
            str(first / "results.json"),
            *("--format", "html, markdown,junit,json"),
            *("--output", str(again)),
        ]
    )

    assert status == 0
    written = contents(first)
    del written["evidence.ndjson"]
    assert contents(again) == written
    assert capsys.readouterr().out.splitlines() == [
        str(again / name) for name in ("report.html", "report.md", "junit.xml", "results.json")
    ]


def test_a_run_leaves_what_it_is_asked_for(tmp_path: Path, a_run: Run) -> None:
    """And always what another report can be rendered from."""
    paths = write_folder(a_run, "", tmp_path, ("sarif", "badge"))

    assert sorted(contents(tmp_path)) == [
        "badge.json",
        "evidence.ndjson",
        "report.sarif",
        "results.json",
    ]
    assert "html" not in paths


def test_all_formats_are_one_word(tmp_path: Path, a_run: Run) -> None:
    """Nobody has to list them; the PDF alone is asked for by name, because it needs an extra."""
    write_formats(a_run, ("json",), tmp_path)

    assert main(["report", str(tmp_path / "results.json"), "--format", "all"]) == 0

    assert set(contents(tmp_path)) == {*reports.FILES.values()} - {reports.FILES[reports.PDF]}


@pytest.mark.parametrize("name", list(reports.FORMATS))
def test_one_format_goes_to_stdout(tmp_path: Path, a_run: Run, capsys: Capture, name: str) -> None:
    """The very bytes of its file, and no file."""
    write_formats(a_run, ("json",), tmp_path)
    results = str(tmp_path / "results.json")

    assert main(["report", results, "--format", name, "--output", "-"]) == 0

    assert capsys.readouterr().out == reports.render(a_run, name)
    assert list(contents(tmp_path)) == ["results.json"]


def test_beside_the_results_by_default(tmp_path: Path, a_run: Run) -> None:
    """And only what was asked for; what is there already is replaced."""
    (path,) = write_formats(a_run, ("json",), tmp_path).values()
    (tmp_path / "report.md").write_text("an older one", encoding="utf-8")

    assert main(["report", str(path), "--format", "markdown"]) == 0

    assert sorted(contents(tmp_path)) == ["report.md", "results.json"]
    assert "an older one" not in contents(tmp_path)["report.md"]


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, a_run: Run) -> None:
    """With the option that names another."""
    (tmp_path / "file").touch()

    with pytest.raises(UsageError, match=r"cannot be written to .*another folder"):
        write_formats(a_run, ("json",), tmp_path / "file" / "report")


def test_a_file_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path, a_run: Run) -> None:
    """Whole or not at all: where the name is a folder's, no half of it stays."""
    (tmp_path / "results.json").mkdir()

    with pytest.raises(UsageError):
        write_formats(a_run, ("json",), tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["results.json"]


@pytest.mark.parametrize("name", list(reports.FORMATS))
def test_every_format_can_be_asked_for_alone(tmp_path: Path, a_run: Run, name: str) -> None:
    """Each has a file of its own."""
    path = write_formats(a_run, ("json",), tmp_path)["json"]
    body = json.loads(path.read_text("utf-8"))

    assert main(["report", str(path), "--format", name, "--output", str(tmp_path / "o")]) == 0

    assert [one.name for one in (tmp_path / "o").iterdir()] == [reports.FILES[name]]
    assert body["target"]["name"] == "mine"


def test_a_pdf_without_evidence_beside_it_says_so(
    tmp_path: Path, a_run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The evidence of the run is attached where it is, and missed where it is not."""
    attached: list[str | None] = []

    def drawn(_run: Run, evidence: str | None, _clauses: object) -> bytes:
        attached.append(evidence)
        return b"%PDF"

    monkeypatch.setattr(reports, "render_pdf", drawn)
    write_formats(a_run, ("json",), tmp_path)
    words = ["report", str(tmp_path / "results.json"), "--format", "pdf"]

    assert main(words) == 0
    assert "has no evidence attached" in capsys.readouterr().err
    (tmp_path / "evidence.ndjson").write_text("{}\n")
    assert main(words) == 0

    assert attached == [None, "{}\n"]
    assert (tmp_path / "report.pdf").read_bytes() == b"%PDF"
    assert main([*words, "--output", "-"]) == 2


def test_what_an_earlier_run_has_left_is_gone(tmp_path: Path, a_run: Run) -> None:
    """Every file of a report that is not asked for, and what vouched for it; nothing else."""
    (tmp_path / "results.json").symlink_to("elsewhere.json")
    old = {*reports.FILES.values(), ENVELOPE, PUBLIC_KEY}
    for name in old - {"results.json"}:
        (tmp_path / name).write_text("an older and greener one")
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "elsewhere.json").write_text("mine, too")

    write_folder(a_run, "{}\n", tmp_path, ("markdown",))

    written = contents(tmp_path)
    assert {*written} - {"notes.txt", "elsewhere.json"} == {
        "evidence.ndjson",
        "report.md",
        "results.json",
    }
    assert "an older and greener one" not in written.values()
    assert (written["notes.txt"], written["elsewhere.json"]) == ("mine", "mine, too")


def test_a_format_that_fails_costs_neither_results_nor_evidence(
    tmp_path: Path, a_run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run takes its time, and everything can be rendered again from these."""

    def broken(*_: object) -> str:
        raise RuntimeError("a fault of the page")

    monkeypatch.setattr(
        reports, "render", lambda run, name, _: broken() if name == "html" else to_json(run)
    )
    (tmp_path / "report.html").write_text("an older and greener one")

    with pytest.raises(RuntimeError, match="a fault of the page"):
        write_folder(a_run, "{}\n", tmp_path, ("html", "json"))

    assert contents(tmp_path) == {"evidence.ndjson": "{}\n", "results.json": to_json(a_run)}


@pytest.mark.parametrize("formats", [reports.FORMATS, (reports.PDF,)], ids=["all", "pdf"])
def test_a_name_that_is_no_utf_8_is_no_hindrance(
    tmp_path: Path, a_run: Run, formats: Sequence[str]
) -> None:
    """As Python has the path of such a target: with a lone surrogate."""
    failure = Failure(code="NAF-01.2/status", cause="c", remedy="r", again="run --target '\udcff'")
    checks = [
        dataclasses.replace(one, failure=failure) if one.id == "NAF-01.2" else one
        for one in a_run.checks
    ]
    run = dataclasses.replace(a_run, checks=tuple(checks), fault="no file \udcff")

    write_folder(run, "{}\n", tmp_path, formats)

    assert from_json((tmp_path / "results.json").read_text("utf-8")) == run
    assert {reports.FILES[name] for name in formats} <= {path.name for path in tmp_path.iterdir()}


def test_results_that_contradict_themselves_are_not_rendered(
    tmp_path: Path, a_run: Run, capsys: Capture
) -> None:
    """Nothing green is drawn from a file whose sums somebody has changed."""
    body = json.loads(to_json(a_run))
    body["totals"]["failed"] = 0
    (tmp_path / "results.json").write_text(json.dumps(body), "utf-8")

    assert main(["report", str(tmp_path / "results.json")]) == 2

    assert "is no results file of a run: $.totals.failed: 0 is less" in capsys.readouterr().err
    assert [one.name for one in tmp_path.iterdir()] == ["results.json"]


def test_a_folder_names_its_results(tmp_path: Path, a_run: Run) -> None:
    """And the report goes into it, not beside it."""
    write_formats(a_run, ("json",), tmp_path / "r")

    assert main(["report", str(tmp_path / "r"), "--format", "markdown"]) == 0

    assert [one.name for one in tmp_path.iterdir()] == ["r"]
    assert sorted(contents(tmp_path / "r")) == ["report.md", "results.json"]


def test_a_pdf_that_cannot_be_drawn_is_told_before_anything_is_written(
    tmp_path: Path, a_run: Run, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    """Without the extra."""
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    write_formats(a_run, ("json",), tmp_path)

    assert main(["report", str(tmp_path / "results.json"), "--format", "markdown,pdf"]) == 2

    assert "pip install 'nango-conformance[pdf]'" in capsys.readouterr().err
    assert [one.name for one in tmp_path.iterdir()] == ["results.json"]
