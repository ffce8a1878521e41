"""`--sign` and `verify` on the command line: what is said, and the exit status."""

from __future__ import annotations

import dataclasses
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import reports
from nango_conformance.cli import main
from nango_conformance.results import Run, from_json, to_json
from tests.nango_conformance.cli.changed_runs import honest


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """Return a key that openssl made, as the message says; its public half lies beside it."""
    path, openssl = tmp_path / "signing.pem", shutil.which("openssl") or "openssl"
    for words in (
        ["genpkey", "-algorithm", "ed25519", "-out", path],
        ["pkey", "-in", path, "-pubout", "-out", path.with_suffix(".pub")],
    ):
        subprocess.run([openssl, *map(str, words)], check=True, capture_output=True)
    return path


@pytest.fixture
def report(tmp_path: Path, a_run: Run) -> Path:
    """Return a folder with the results of a run."""
    folder = tmp_path / "report"
    folder.mkdir()
    (folder / "results.json").write_text(to_json(honest(a_run)), "utf-8")
    return folder


def test_sign_then_verify(
    report: Path, key: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """0 for what was signed, 1 for what has changed, which is named; nothing shows the key."""
    assert main(["report", str(report / "results.json"), "--sign", str(key)]) == 0
    public = ["--key", str(key.with_suffix(".pub"))]
    assert main(["verify", str(report), *public]) == 0
    said = capsys.readouterr()
    assert "files are as they were when they were signed, none was added" in said.out
    assert "compare it with the signer's" not in said.err
    assert main(["verify", str(report)]) == 0
    assert "compare it with the signer's" in capsys.readouterr().err

    copy = shutil.copytree(report, tmp_path / "copy")
    with (copy / "report.md").open("a") as file:
        file.write("x")
    assert main(["verify", str(copy), *public]) == 1
    assert capsys.readouterr().out.splitlines()[1:] == [
        "  report.md has changed since it was signed"
    ]
    (secret,) = [line for line in key.read_text().splitlines() if "-" not in line]
    assert all(secret not in path.read_text() for path in report.iterdir())


def test_a_key_in_a_variable_signs_and_is_gone(
    report: Path, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No target that is started after it inherits the key."""
    monkeypatch.setenv("SIGNING", key.read_text())

    assert main(["report", str(report / "results.json"), "--sign", "env:SIGNING"]) == 0
    assert "SIGNING" not in os.environ
    assert main(["verify", str(report), "--key", str(key.with_suffix(".pub"))]) == 0


@pytest.mark.parametrize("where", ["env:NO_SUCH_VARIABLE", "no-such-file.pem"])
@pytest.mark.parametrize("command", [["report", "results.json"], ["run", "--report-dir", "x"]])
def test_without_a_key_nothing_is_done(
    where: str,
    command: list[str],
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is said how to make one, before a run begins."""
    monkeypatch.chdir(tmp_path)

    assert main([*command, "--sign", where]) == 2
    assert "openssl genpkey -algorithm ed25519" in capsys.readouterr().err
    assert not (tmp_path / "x").exists()


def test_a_folder_that_cannot_be_signed_is_not_run_into(
    report: Path, key: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A run takes its time; this is known before."""
    (report / "link").symlink_to("results.json")

    assert main(["run", "--report-dir", str(report), "--sign", str(key)]) == 2
    assert "link cannot be vouched for: it is a link" in capsys.readouterr().err


def test_verify_wants_a_folder_and_a_key(report: Path, tmp_path: Path) -> None:
    """What is not there is wrong usage, not a changed report; an unsigned folder is one."""
    assert main(["verify", str(tmp_path / "nowhere")]) == 2
    assert main(["verify", str(report), "--key", str(tmp_path / "nowhere")]) == 2
    assert main(["verify", str(report), "--key", str(report / "results.json")]) == 2
    assert main(["verify", str(report)]) == 1


@pytest.mark.parametrize("command", ["verify", "report"])
def test_without_the_extra_nothing_is_vouched_for(
    command: str,
    report: Path,
    key: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A report is not called changed because something is not installed here."""
    assert main(["report", str(report / "results.json"), "--sign", str(key)]) == 0
    monkeypatch.setitem(sys.modules, "cryptography", None)
    words = {"verify": [str(report)], "report": [str(report / "results.json"), "--sign", str(key)]}

    assert main([command, *words[command]]) == 2
    assert "pip install 'nango-conformance[attest]'" in capsys.readouterr().err


def files(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_report_is_not_signed_over_the_files_of_another_run(
    report: Path, key: Path, a_run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing in that folder is touched."""
    other = tmp_path / "other"
    other.mkdir()
    (other / "results.json").write_text(to_json(dataclasses.replace(honest(a_run), seed=8)))
    before = files(other)
    words = ["report", str(report / "results.json"), "--output", str(other), "--sign", str(key)]

    assert main(words) == 2

    assert "its results are another run's" in capsys.readouterr().err
    assert files(other) == before
    (other / "results.json").rename(other / "evidence.ndjson")
    before = files(other)
    assert main(words) == 2
    assert "what is in it is not of this run" in capsys.readouterr().err
    assert files(other) == before


@pytest.mark.parametrize("output", ["report", "new"])
def test_a_signed_report_has_its_results_and_nothing_older(
    report: Path, key: Path, tmp_path: Path, output: str
) -> None:
    """Whatever is asked for: what lies there already is written anew."""
    (report / "badge.json").write_text("an older and greener one")
    folder = tmp_path / output
    words = ["report", str(report), "--format", "markdown", "--output", str(folder)]

    assert main([*words, "--sign", str(key)]) == 0

    assert main(["verify", str(folder), "--key", str(key.with_suffix(".pub"))]) == 0
    run = from_json((report / "results.json").read_text("utf-8"))
    assert (folder / "results.json").read_text("utf-8") == to_json(run)
    assert (folder / "report.md").read_text("utf-8") == reports.render(run, "markdown")
    if output == "report":
        assert (folder / "badge.json").read_text("utf-8") == reports.render(run, "badge")


@pytest.mark.parametrize("place", ["signing.pem", "keys/signing.pem", "../linked.pem"])
@pytest.mark.parametrize("command", ["run", "report"])
def test_a_key_inside_the_report_is_refused(
    report: Path, key: Path, capsys: pytest.CaptureFixture[str], place: str, command: str
) -> None:
    """It would be published with the report; a link from elsewhere hides nothing."""
    inside = report / ("signing.pem" if place.startswith("..") else place)
    inside.parent.mkdir(exist_ok=True)
    key.rename(inside)
    if place.startswith(".."):
        (report / place).symlink_to(inside)
    words = {
        "run": ["run", "--target", "/no/such.toml", "--report-dir", str(report)],
        "report": ["report", str(report / "results.json")],
    }
    before = sorted(report.rglob("*"))

    assert main([*words[command], "--sign", str(report / place)]) == 2

    assert "lies in the report folder" in capsys.readouterr().err
    assert sorted(report.rglob("*")) == before
