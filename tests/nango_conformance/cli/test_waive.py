"""`waive` writes what a run will accept and nothing else, and strikes out what is over."""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine

from nango_conformance.cli import main
from nango_conformance.cli.writing import write_formats
from nango_conformance.results import Outcome, Run
from nango_conformance.target.problems import problems
from nango_conformance.target.waiver_text import waivers_of
from tests.nango_conformance.cli.changed_runs import changed, honest

Capture = pytest.CaptureFixture[str]

FILE = """# My backend
schema = 1

[target]
name = "mine"   # as in the results

# When it has to be done
[limits]
quiet_s = 0.1
"""

EXPIRED = """
[[waiver]]
check = "NAF-02.4"
reason = "goes with release 6"
until = 2026-01-31
"""
HOLDS = """
[[waiver]]
check = "NAF-01.1"
reason = "goes with release 7"
until = 2026-12-31
"""


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    """Make it the first of March 2026."""
    with time_machine.travel(datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC), tick=False):
        yield


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Give a target file."""
    path = tmp_path / "target.toml"
    path.write_text(FILE, "utf-8")
    return path


def waive(target: Path, *words: str, reason: str = "ACME-7", until: str = "2026-12-31") -> int:
    """Waive a check."""
    return main(["waive", *words, "--reason", reason, "--until", until, "--target", str(target)])


def test_a_waiver_is_written_and_the_rest_stays(target: Path, capsys: Capture) -> None:
    """With the check as the catalogue writes it; the last line is the path."""
    target.chmod(0o600)

    assert waive(target, "naf-12.5", reason='the  "old"\nheader') == 0

    assert target.read_text("utf-8") == FILE + (
        '\n[[waiver]]\ncheck  = "NAF-12.5"\nreason = "the \\"old\\" header"\nuntil  = 2026-12-31\n'
    )
    assert target.stat().st_mode & 0o777 == 0o600
    assert capsys.readouterr().out.splitlines() == [
        'NAF-12.5 is waived until 2026-12-31: the "old" header',
        str(target),
    ]


def test_a_link_stays_a_link(target: Path, tmp_path: Path) -> None:
    """The file behind it is written."""
    link = tmp_path / "link.toml"
    link.symlink_to(target)

    assert waive(link, "NAF-12.5") == 0

    assert link.is_symlink()
    assert len(waivers_of(target.read_text("utf-8"))) == 1


@pytest.mark.parametrize("day", ["2026-03-01", "2027-03-02"])
def test_today_and_a_year_ahead_are_days_for_a_waiver(target: Path, day: str) -> None:
    """The last day counts."""
    assert waive(target, "NAF-12.5", until=day) == 0


@pytest.mark.parametrize(
    ("check", "reason", "until", "says"),
    [
        ("NAF-99.1", "x", "2026-12-31", "no check 'NAF-99.1'"),
        ("12.5", "x", "2026-12-31", "did you mean NAF-12.5"),
        ("NAF-11.10", "x", "2026-12-31", "is a MAY, which is never failed"),
        ("NAF-12.5", " ", "2026-12-31", "--reason wants a line of text"),
        ("NAF-12.5", "a\x1bb", "2026-12-31", "--reason wants a line of text"),
        ("NAF-12.5", "a\udcffb", "2026-12-31", "--reason wants a line of text"),
        ("NAF-12.5", "x", "soon", "--until 'soon' is not a day; write it as --until 2026-0"),
        ("NAF-12.5", "x", "20261231", "is not a day"),
        ("NAF-12.5", "x", "2026-02-30", "is not a day"),
        ("NAF-12.5", "x", "2026-02-28", "--until 2026-02-28 is over: today is 2026-03-01"),
        ("NAF-12.5", "x", "2027-03-03", "too far: a waiver ends within a year, by 2027-03-02"),
    ],
)
def test_what_a_run_would_not_accept_is_refused(
    target: Path, capsys: Capture, check: str, reason: str, until: str, says: str
) -> None:
    """Nothing is written, and the message says what would be right."""
    assert waive(target, check, reason=reason, until=until) == 2

    assert says in capsys.readouterr().err
    assert target.read_text("utf-8") == FILE


def test_a_check_is_waived_once(target: Path, capsys: Capture) -> None:
    """The second time it says what stands there."""
    target.write_text(FILE + HOLDS, "utf-8")

    assert waive(target, "NAF-01.1") == 2

    assert "waives NAF-01.1 until 2026-12-31 already (goes with release 7)" in (
        capsys.readouterr().err
    )


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["NAF-12.5"],
        ["NAF-12.5", "--reason", "x"],
        ["NAF-12.5", "--until", "2026-12-31"],
        ["NAF-12.5", "a", "b", "--reason", "x", "--until", "2026-12-31"],
        ["--prune", "a", "b"],
        ["--prune", "--reason", "x"],
    ],
)
def test_what_is_missing_is_told(target: Path, arguments: list[str], capsys: Capture) -> None:
    """With a whole example."""
    assert main(["waive", *arguments, "--target", str(target)]) == 2

    err = capsys.readouterr().err
    assert "nango-conformance waive NAF-12.5" in err or "--prune takes the results" in err


@pytest.mark.parametrize("content", [None, "[target\n", "\udcff"])
def test_a_file_that_cannot_be_read_is_told(
    target: Path, content: str | None, capsys: Capture
) -> None:
    """And is not touched."""
    target.unlink()
    if content is not None:
        target.write_bytes(content.encode("utf-8", "surrogateescape"))

    assert waive(target, "NAF-12.5") == 2

    assert "error: " in capsys.readouterr().err


@pytest.mark.parametrize(
    ("verdict", "status", "why"),
    [
        (Outcome.PASSED, 2, "NAF-01.1 needs no waiver: it passes in"),
        (Outcome.NOT_APPLICABLE, 2, "it does not apply to this target in"),
        (Outcome.FAILED, 0, ""),
        (Outcome.NOT_OBSERVABLE, 0, ""),
        (Outcome.INCONCLUSIVE, 0, ""),
        (Outcome.NOT_RUN, 0, ""),
    ],
)
def test_a_needless_waiver_is_refused(
    target: Path, a_run: Run, capsys: Capture, verdict: Outcome, status: int, why: str
) -> None:
    """Where the results of a run show that the check passes, or is not about this target."""
    report = target.parent / "report"
    write_formats(changed(a_run, "NAF-01.1", verdict), ("json",), report)

    assert waive(target, "NAF-01.1", str(report)) == status

    assert why in capsys.readouterr().err
    assert bool(waivers_of(target.read_text("utf-8"))) is (status == 0)


def test_results_of_another_target_say_nothing(target: Path, a_run: Run, capsys: Capture) -> None:
    """Its name is held against the file's."""
    write_formats(honest(a_run), ("json",), target.parent)
    target.write_text(FILE.replace('"mine"', '"theirs"') + HOLDS, "utf-8")

    assert main(["waive", "--prune", "--target", str(target), str(target.parent)]) == 2

    assert "is of the target 'mine', and the target file describes 'theirs'" in (
        capsys.readouterr().err
    )


def test_what_is_over_is_struck_out(target: Path, a_run: Run, capsys: Capture) -> None:
    """Expired and needless ones, each told; what still holds stays, and so does the rest."""
    failing = HOLDS.replace("NAF-01.1", "NAF-01.2")
    target.write_text(FILE + EXPIRED + HOLDS + failing, "utf-8")
    write_formats(honest(a_run), ("json",), target.parent)

    assert main(["waive", "--prune", "--target", str(target), str(target.parent)]) == 0

    assert target.read_text("utf-8") == FILE + failing
    assert capsys.readouterr().out.splitlines() == [
        "struck out NAF-02.4: it ended on 2026-01-31 (it said: goes with release 6)",
        "struck out NAF-01.1: it passes (it said: goes with release 7)",
        "kept NAF-01.2 until 2026-12-31: goes with release 7",
        str(target),
    ]


def test_without_results_only_the_dates_are_looked_at(target: Path, capsys: Capture) -> None:
    """And that is said."""
    target.write_text(FILE + EXPIRED + HOLDS, "utf-8")

    assert main(["waive", "--prune", "--target", str(target)]) == 0

    assert target.read_text("utf-8") == FILE + HOLDS
    assert "only the dates were looked at" in capsys.readouterr().err


def test_a_waiver_of_no_check_is_told_and_kept(target: Path, capsys: Capture) -> None:
    """A slip of the pen may be meant for a failure that is known."""
    text = FILE + HOLDS.replace("NAF-01.1", "NAF-99.1")
    target.write_text(text, "utf-8")

    assert main(["waive", "--prune", "--target", str(target)]) == 0

    assert "kept NAF-99.1: no check has this id" in capsys.readouterr().out
    assert target.read_text("utf-8") == text


def test_a_waiver_from_the_command_is_one_that_a_run_reads(target: Path) -> None:
    """The same table, by the target file's own reader."""
    assert waive(target, "NAF-12.5", reason="\\ \" ' # [[waiver]] \t ü") == 0

    document = tomllib.loads(target.read_text("utf-8"))
    assert not [one for one in problems(document) if one.path[:1] == ("waiver",)]
    assert document["waiver"][0]["reason"] == "\\ \" ' # [[waiver]] ü"
