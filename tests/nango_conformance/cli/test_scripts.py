"""The scripts in a report folder, and what the results say of them."""

from __future__ import annotations

import dataclasses
from importlib import resources
from pathlib import Path

import pytest

from nango_conformance.catalogue import load
from nango_conformance.cli.main import main
from nango_conformance.cli.scripts import Which, aimed_at, with_scripts
from nango_conformance.results import (
    CheckResult,
    Failure,
    HarnessNote,
    Outcome,
    Run,
    RunVerdict,
    TargetNote,
    from_json,
    to_json,
)
from nango_conformance.target import bundled_reference

FAILURE = Failure(
    code="NAF-06.1/webhook-refused",
    cause="It is.",
    remedy="Mend it.",
    again="nango-conformance run --check NAF-06.1 --seed 1",
)


def run_of(*failed: str) -> Run:
    """Return a run in which these checks failed."""
    checks = tuple(
        CheckResult(
            id=check.id,
            item=check.item,
            level=check.level.value,
            essential=check.essential,
            title=check.title,
            verdict=Outcome.FAILED if check.id in failed else Outcome.PASSED,
            failure=FAILURE if check.id in failed else None,
        )
        for check in load().checks
    )
    return Run(
        verdict=RunVerdict.NOT_CONFORMANT,
        selection=None,
        target=TargetNote(name="x", profile="seed", base_url="http://127.0.0.1:1", mode="start"),
        seed=1,
        started="2026-03-12T00:00:00Z",
        duration_s=1.0,
        harness=HarnessNote(version="0", nango="0"),
        items=(),
        checks=checks,
    )


def failure_of(run: Run, check: str) -> Failure:
    """Return what a run says of a check that failed."""
    failure = next(one.failure for one in run.checks if one.id == check)
    assert failure is not None
    return failure


def test_a_check_that_failed_gets_its_script_and_no_other(tmp_path: Path) -> None:
    """It stands beside the results, under its own name."""
    run = with_scripts(run_of("NAF-06.1"), bundled_reference(), "", Which.FAILED, tmp_path)

    assert [path.name for path in (tmp_path / "repro").iterdir()] == ["NAF-06.1.sh"]
    assert failure_of(run, "NAF-06.1").script == "repro/NAF-06.1.sh"
    assert failure_of(run, "NAF-06.1").no_script is None


def test_a_check_without_a_script_says_why(tmp_path: Path) -> None:
    """Nobody looks for a file that is not there."""
    run = with_scripts(run_of("NAF-15.1"), bundled_reference(), "", Which.FAILED, tmp_path)

    assert failure_of(run, "NAF-15.1").script is None
    assert "whole run" in (failure_of(run, "NAF-15.1").no_script or "")
    assert not (tmp_path / "repro").exists()


def test_scripts_of_an_earlier_run_are_taken_away(tmp_path: Path) -> None:
    """A script of a check that passes now would say that it is red."""
    with_scripts(run_of("NAF-06.1"), bundled_reference(), "", Which.FAILED, tmp_path)
    with_scripts(run_of("NAF-01.1"), bundled_reference(), "", Which.FAILED, tmp_path)

    assert [path.name for path in (tmp_path / "repro").iterdir()] == ["NAF-01.1.sh"]


def test_all_scripts_can_be_had_and_none(tmp_path: Path) -> None:
    """Whoever wants them has them all; whoever does not has none."""
    every = with_scripts(run_of(), bundled_reference(), "", Which.ALL, tmp_path)
    some = len(list((tmp_path / "repro").iterdir()))
    run = with_scripts(run_of("NAF-06.1"), bundled_reference(), "", Which.NONE, tmp_path)

    assert every.checks == run_of().checks
    assert some > 40
    assert failure_of(run, "NAF-06.1").script is None
    assert list((tmp_path / "repro").iterdir()) == []


def test_the_command_names_the_target_as_it_was_named(tmp_path: Path) -> None:
    """It can be typed as it stands."""
    aim = aimed_at(Path("my backend/target.toml"), None)
    run = with_scripts(run_of("NAF-06.1"), bundled_reference(), aim, Which.NONE, tmp_path)

    assert failure_of(run, "NAF-06.1").again == (
        "nango-conformance run --check NAF-06.1 --seed 1 --target 'my backend/target.toml'"
    )
    assert aimed_at(None, "http://127.0.0.1:3000") == "--url http://127.0.0.1:3000"
    assert aimed_at(None, None) == ""


def test_the_command_says_all_that_made_the_target_what_it_was() -> None:
    """Under another profile, or with less time, another thing would be judged."""
    aim = aimed_at(
        Path("target.toml"),
        None,
        profile="generic",
        allow_remote=("a.example", "b.example"),
        timeout_s=2.5,
    )

    assert aim == (
        "--target target.toml --profile generic --allow-remote a.example "
        "--allow-remote b.example --timeout 2.5"
    )


def test_the_command_holds_no_password_of_a_database() -> None:
    """It stands in results that are shown to others."""
    aim = aimed_at(None, None, database="postgresql://me:hush-hush@127.0.0.1/db?password=hush-hush")

    assert aim == '--database "$DATABASE_URL"'


def test_the_aim_is_kept_for_what_did_not_fail(tmp_path: Path) -> None:
    """A check that is inconclusive is played again against the same target, too."""
    aim = "--target target.toml"
    run = with_scripts(run_of("NAF-06.1"), bundled_reference(), aim, Which.NONE, tmp_path)
    read = from_json(to_json(run))

    assert read.aim == aim
    assert read.again("--check NAF-01.1") == (
        "nango-conformance run --check NAF-01.1 --seed 1 --target target.toml"
    )


def test_what_is_to_be_done_is_in_the_results_and_comes_back(tmp_path: Path) -> None:
    """The report is made of the results alone."""
    run = with_scripts(run_of("NAF-06.1"), bundled_reference(), "", Which.FAILED, tmp_path)

    assert from_json(to_json(run)).checks == run.checks


def test_a_mistake_of_ours_costs_the_script_and_not_the_report(tmp_path: Path) -> None:
    """A report without a script is better than none."""
    target = bundled_reference()
    broken = dataclasses.replace(target, connect=dataclasses.replace(target.connect, token="a["))

    run = with_scripts(run_of("NAF-06.1"), broken, "", Which.FAILED, tmp_path)

    assert "fault of nango-conformance" in (failure_of(run, "NAF-06.1").no_script or "")


def test_a_script_that_cannot_be_written_does_not_cost_the_run(tmp_path: Path) -> None:
    """A file stands where the folder should be: the results say so, and are kept."""
    (tmp_path / "repro").write_text("mine")

    run = with_scripts(run_of("NAF-06.1"), bundled_reference(), "", Which.FAILED, tmp_path)

    told = failure_of(run, "NAF-06.1")
    assert (told.script, told.no_script) == (None, "it could not be written: File exists")


def test_reproduce_shows_the_script(capsys: pytest.CaptureFixture[str]) -> None:
    """It goes to stdout, ready to be kept."""
    assert main(["reproduce", "NAF-06.1", "--show"]) == 0

    assert capsys.readouterr().out.startswith("#!/usr/bin/env bash\n# NAF-06.1: ")


@pytest.mark.parametrize(
    ("check", "said"),
    [("NAF-15.1", "there is no script for NAF-15.1: it is judged"), ("NAF-99.9", "NAF-99.9")],
)
def test_reproduce_says_why_not(check: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing was judged: that is no verdict."""
    assert main(["reproduce", check]) == 2

    assert said in capsys.readouterr().err


def test_reproduce_names_the_target_that_was_meant(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A line that is copied must not judge another backend, which passes."""
    file = tmp_path / "target.toml"
    file.write_text(bundled_reference_text())

    assert main(["reproduce", "NAF-15.1", "--target", str(file), "--seed", "7"]) == 2

    again = f"nango-conformance run --check NAF-15.1 --seed 7 --target {file}"
    assert f"`{again}` shows it again" in capsys.readouterr().err


def bundled_reference_text() -> str:
    """Return the description of the bundled reference."""
    return (resources.files("reference_backend") / "target.toml").read_text("utf-8")
