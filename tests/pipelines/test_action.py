"""The GitHub action is valid, and its steps do what they say, played by a runner of a few lines."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import reports
from tests.pipelines.runner import (
    ACTION,
    OTHERS,
    ROOT,
    SCRIPTS,
    Runner,
    obeyed,
)


def test_it_is_valid_by_the_schema_of_actions() -> None:
    """As SchemaStore has it and check-jsonschema brings it."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema"]

    ran = subprocess.run(
        [*command, "vendor.github-actions", str(ROOT / "action.yml")],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert ran.returncode == 0, ran.stdout


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_can_be_read_and_has_nothing_put_into_it(name: str) -> None:
    """Inputs come by variables: in a script, a `${{ }}` would run what somebody typed."""
    checked = subprocess.run(
        ["/bin/bash", "-n"],
        input=SCRIPTS[name],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (checked.returncode, checked.stderr) == (0, "")
    assert "${{" not in SCRIPTS[name]


def test_foreign_actions_are_pinned() -> None:
    """By the digest of a commit, with the version for people behind it."""
    lines = [
        line for line in (ROOT / "action.yml").read_text("utf-8").splitlines() if "uses:" in line
    ]

    assert lines
    for line in lines:
        assert re.search(r"uses: [\w/-]+@[0-9a-f]{40} # v\d", line)


def test_every_input_is_described_and_used() -> None:
    """And none is used that does not exist."""
    used = set(re.findall(r"inputs\.([a-z-]+)", (ROOT / "action.yml").read_text("utf-8")))

    assert used == set(ACTION["inputs"])
    assert all(one["description"] for one in ACTION["inputs"].values())


@pytest.mark.parametrize("status", [0, 1, 2, 3])
def test_the_action_ends_as_the_run_does(
    tmp_path: Path, stub: Path, red_report: Path, status: int
) -> None:
    """Whatever it is, the report is told and uploaded first."""
    played = Runner(tmp_path, stub, red_report, status).play(target="my target.toml")

    assert played.status == status
    assert played.outputs == {"exit-status": str(status)}
    assert played.names[-2:] == ("Upload the report", "End as the run has ended")
    assert played.calls[0] == "-m pip install --quiet --disable-pip-version-check /the/action"
    assert played.calls[1] == (
        "run --report-dir conformance-report --format all --target my target.toml"
    )
    told = status != 2
    assert (played.summary == (red_report / "report.md").read_text("utf-8")) is told
    annotations = (red_report / "annotations.txt").read_text("utf-8").splitlines()
    assert obeyed(played.log) == (tuple(annotations) if told else ())


def test_arguments_are_words_and_run_nothing(tmp_path: Path, stub: Path, red_report: Path) -> None:
    """What is typed into an input is no program."""
    typed = "--essential $(touch forged) ; touch forged * `touch forged`"

    played = Runner(tmp_path, stub, red_report, 0).play(arguments=typed, url='http://x/"; rm -r .')

    assert played.calls[1].endswith(f'--format all {typed} --url http://x/"; rm -r .')
    assert not (played.workspace / "forged").exists()


def test_arguments_may_have_lines(tmp_path: Path, stub: Path, red_report: Path) -> None:
    """As a workflow writes a long list; none of them is left out."""
    typed = "--essential\n--seed 7\n\n  --jobs 2\n"

    played = Runner(tmp_path, stub, red_report, 0).play(arguments=typed)

    assert played.calls[1].endswith("--format all --essential --seed 7 --jobs 2")


@pytest.mark.parametrize("says", ["::error::forged\n", "no end of the line", "::stop-commands::x"])
def test_the_log_of_a_target_commands_nobody(
    tmp_path: Path, stub: Path, red_report: Path, green_report: Path, says: str
) -> None:
    """On stdout as on stderr; what the steps say themselves counts as before."""
    runner = Runner(tmp_path, stub, red_report, 1, says)

    played = runner.play(compare_with=str(green_report))

    annotations = (red_report / "annotations.txt").read_text("utf-8").splitlines()
    assert played.log.count(says) == 2
    assert obeyed(played.log) == tuple(annotations)


def test_what_an_earlier_step_left_is_neither_told_nor_uploaded(
    tmp_path: Path, stub: Path, red_report: Path
) -> None:
    """A run that did not begin has no summary and no report, though one stands there."""
    runner = Runner(tmp_path, stub, red_report, 2)
    report = shutil.copytree(red_report, tmp_path / "workspace" / "conformance-report")
    for name in (*reports.FILES.values(), *OTHERS, "repro/NAF-06.1.sh", "notes.txt"):
        (report / name).parent.mkdir(exist_ok=True)
        (report / name).write_text("an older one")

    played = runner.play()

    assert played.status == 2
    assert played.summary == ""
    assert obeyed(played.log) == ()
    assert [path.name for path in report.iterdir()] == ["notes.txt"]


def test_what_is_not_wanted_is_not_done(tmp_path: Path, stub: Path, red_report: Path) -> None:
    """Each part can be switched off."""
    played = Runner(tmp_path, stub, red_report, 1).play(
        summary="false", annotations="false", artifact=""
    )

    assert played.summary == ""
    assert obeyed(played.log) == ()
    assert played.names == (
        "Install nango-conformance",
        "Judge the target",
        "End as the run has ended",
    )


def test_an_earlier_run_is_compared(
    tmp_path: Path, stub: Path, red_report: Path, green_report: Path
) -> None:
    """
    The summary begins with what broke, the comment is in a file, and the status stays.

    It is not in the report folder: what signs that vouches for every file in it.
    """
    played = Runner(tmp_path, stub, red_report, 3).play(compare_with=str(green_report))

    comment = Path(played.outputs["comment"]).read_text("utf-8")
    assert not (played.workspace / "conformance-report" / "comment.md").exists()
    assert comment.startswith("<!-- nango-conformance diff -->\n### ✗ ")
    assert played.summary == comment + (red_report / "report.md").read_text("utf-8")
    assert played.status == 3


def test_nothing_to_compare_with_is_a_warning(
    tmp_path: Path, stub: Path, green_report: Path
) -> None:
    """The first run of a repository has none before it."""
    played = Runner(tmp_path, stub, green_report, 0).play(compare_with="/no/such/folder")

    assert played.status == 0
    commands = obeyed(played.log)
    assert commands[0].startswith("::warning title=nango-conformance diff::")
    assert "error: /no/such/folder cannot be read" in played.log
    assert "comment" not in played.outputs
