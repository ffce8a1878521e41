"""The GitLab template is valid, and its script ends as the run does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
from ruamel.yaml import YAML

TEMPLATE: Final = Path(__file__).parents[2] / "ci" / "gitlab.yml"
JOB: Final = YAML(typ="safe").load(TEMPLATE.read_text("utf-8"))[".nango-conformance"]
SCRIPT: Final = "\n".join(JOB["script"])


def play(folder: Path, stub: Path, report: Path, status: int, **variables: str) -> tuple[int, str]:
    """Run the script as GitLab's runner does; return its status and what it said."""
    ran = subprocess.run(
        ["/bin/sh", "-e", "-c", SCRIPT],
        env={
            **JOB["variables"],
            "PATH": f"{stub.parent}:{os.environ['PATH']}",
            "STUB_REPORT": str(report),
            "STUB_STATUS": str(status),
            "STUB_CALLS": str(folder / "calls"),
            "STUB_SAYS": "",
            **variables,
        },
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return ran.returncode, ran.stdout


def test_it_is_valid_by_gitlabs_own_schema() -> None:
    """As check-jsonschema brings it."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.gitlab-ci"]

    ran = subprocess.run(
        [*command, "--data-transform", "gitlab-ci", str(TEMPLATE)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert ran.returncode == 0, ran.stdout


@pytest.mark.parametrize("line", [*JOB["before_script"], *JOB["script"]])
def test_a_script_can_be_read(line: str) -> None:
    """By the plainest of shells."""
    checked = subprocess.run(["/bin/sh", "-n"], input=line, text=True, timeout=60, check=False)

    assert checked.returncode == 0


def test_the_report_is_kept_also_when_it_is_red() -> None:
    """Above all then."""
    assert JOB["artifacts"]["when"] == "always"
    assert JOB["artifacts"]["paths"] == ["conformance-report/"]
    assert JOB["artifacts"]["reports"] == {"junit": "conformance-report/junit.xml"}


@pytest.mark.parametrize("status", [0, 1, 2, 3])
def test_the_job_ends_as_the_run_does(
    tmp_path: Path, stub: Path, red_report: Path, status: int
) -> None:
    """With the report where the artifact is taken from, and no older one."""
    (tmp_path / "conformance-report").mkdir()
    (tmp_path / "conformance-report" / "junit.xml").write_text("an older one", "utf-8")

    ended, _ = play(tmp_path, stub, red_report, status, NANGO_TARGET="my target.toml")

    assert ended == status
    junit = tmp_path / "conformance-report" / "junit.xml"
    assert junit.exists() is (status != 2)
    calls = (tmp_path / "calls").read_text("utf-8").splitlines()
    assert calls == ["run --report-dir conformance-report --format all --target my target.toml"]


def test_arguments_are_words_and_run_nothing(tmp_path: Path, stub: Path, red_report: Path) -> None:
    """Not even a pattern of file names."""
    typed = "--seed 7\n* $(touch forged)"

    ended, _ = play(tmp_path, stub, red_report, 0, NANGO_ARGUMENTS=typed)

    assert ended == 0
    calls = (tmp_path / "calls").read_text("utf-8").splitlines()
    words = "--seed 7 * $(touch forged)"
    assert calls == [f"run --report-dir conformance-report --format all {words}"]
    assert not (tmp_path / "forged").exists()


def test_an_earlier_run_is_compared(
    tmp_path: Path, stub: Path, red_report: Path, green_report: Path
) -> None:
    """In the log; the run alone decides how the job ends."""
    ended, said = play(tmp_path, stub, red_report, 0, NANGO_COMPARE_WITH=str(green_report))

    assert ended == 0
    assert "1 check broke." in said
    ended, _ = play(tmp_path, stub, red_report, 3, NANGO_COMPARE_WITH="/no/such/folder")
    assert ended == 3
