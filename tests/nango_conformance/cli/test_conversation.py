"""stdout is the result, stderr the conversation, and both can be read without colour."""

from __future__ import annotations

import dataclasses
import io
from typing import Final

import pytest
from rich.console import Console
from rich.progress import Progress

from nango_conformance.cli.progress import Bar, Lines, progress
from nango_conformance.cli.summary import print_summary
from nango_conformance.recorder import Told
from nango_conformance.results import Outcome, Run, RunVerdict

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _no_colour_is_forced(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the surroundings want."""
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)


LINES_OF_TOTALS: Final = 5
"""A blank one, the word, the selection, a note and the numbers."""


def test_a_run_in_which_nothing_ran_has_no_tables(a_run: Run, capsys: Capture) -> None:
    """A hundred lines of what did not run would hide why."""
    nothing = [dataclasses.replace(one, verdict=Outcome.NOT_RUN) for one in a_run.checks]

    print_summary(dataclasses.replace(a_run, checks=tuple(nothing), selection={"essential": True}))

    lines = capsys.readouterr().out.splitlines()
    assert lines[1:3] == ["mine: not conformant", "a selection was judged: essential"]
    assert len(lines) <= LINES_OF_TOTALS


def test_the_summary_is_the_result(a_run: Run, capsys: Capture) -> None:
    """Items, checks that were selected, and the word for the whole; signs beside words."""
    print_summary(a_run)

    captured = capsys.readouterr()
    lines = captured.out.splitlines()
    assert captured.err == ""
    assert "\x1b" not in captured.out
    assert lines[1] == "The ten items"
    assert lines[2].split()[:3] == ["✗", "01", "failed"]
    assert lines[5].endswith("(played by the harness)")
    assert "  ✓ NAF-01.1  passed" in captured.out
    assert "    SHOULD: it was slow" in lines
    assert "    expected 4xx; saw 200" in lines
    assert "and more" not in captured.out
    assert "NAF-06.1" not in captured.out
    assert lines[-4:] == [
        "mine: not conformant",
        "a selection was judged: items 01, 02",
        "note: everyone is the same user",
        f"1 passed, 1 failed, 1 inconclusive, {len(a_run.checks) - 3} not-run; 1.5 s; seed 7",
    ]


def test_a_whole_run_tells_of_what_did_not_run(a_run: Run, capsys: Capture) -> None:
    """Then every essential check is listed, because its absence is news."""
    print_summary(dataclasses.replace(a_run, selection=None))

    out = capsys.readouterr().out
    assert "NAF-06.1" in out
    assert "a selection was judged" not in out


@pytest.mark.parametrize(
    ("verdict", "word"),
    [
        (RunVerdict.CONFORMANT, "mine: conformant in the part that was selected"),
        (RunVerdict.NOT_CONFORMANT, "mine: not conformant"),
        (RunVerdict.INCONCLUSIVE, "mine: could not be judged"),
    ],
)
def test_each_word_has_its_headline(
    a_run: Run, capsys: Capture, verdict: RunVerdict, word: str
) -> None:
    """In words, not in colours."""
    print_summary(dataclasses.replace(a_run, verdict=verdict, checks=()))

    assert word in capsys.readouterr().out.splitlines()


@pytest.mark.parametrize(("failed", "verb"), [(1, "fails"), (2, "fail")])
def test_a_good_word_says_what_it_leaves_out(
    a_run: Run, capsys: Capture, failed: int, verb: str
) -> None:
    """A red line above it is a recommendation's; of which level it is stands beside it."""
    red = [
        dataclasses.replace(check, level="SHOULD", verdict=Outcome.FAILED, reason="why")
        for check in a_run.checks[:failed]
    ]
    rest = [
        dataclasses.replace(check, verdict=Outcome.NOT_RUN, reason="")
        for check in a_run.checks[failed:]
    ]
    run = dataclasses.replace(
        a_run,
        verdict=RunVerdict.CONFORMANT,
        selection=None,
        checks=(*red, *rest),
    )

    print_summary(run)

    lines = capsys.readouterr().out.splitlines()
    assert f"mine: conformant, though {failed} SHOULD {verb}" in lines
    assert any("failed" in line and line.endswith("(SHOULD)") for line in lines)


def test_an_item_says_of_how_much_of_it_it_speaks(a_run: Run, capsys: Capture) -> None:
    """One check of several is not the item."""
    print_summary(a_run)

    mine = [check for check in a_run.checks if check.item == "01"]
    ran = sum(check.verdict is not Outcome.NOT_RUN for check in mine)
    assert 0 < ran < len(mine)
    line = next(one for one in capsys.readouterr().out.splitlines() if one.split()[1:2] == ["01"])
    assert line.endswith(f"({ran} of {len(mine)} checks)")


@pytest.mark.parametrize("verdict", list(Outcome))
def test_every_verdict_has_a_sign(a_run: Run, capsys: Capture, verdict: Outcome) -> None:
    """No run can end in a verdict that the summary does not know."""
    print_summary(
        dataclasses.replace(
            a_run, items=tuple(dataclasses.replace(i, verdict=verdict) for i in a_run.items)
        )
    )

    assert f" {verdict.value}" in capsys.readouterr().out


def test_a_pipeline_reads_lines(told: Told, capsys: Capture) -> None:
    """One a scenario on stderr, with the place in the run, and why where it did not pass."""
    passed = dataclasses.replace(
        told, finding=dataclasses.replace(told.finding, outcome=Outcome.PASSED, reason="")
    )
    with progress() as audience:
        assert isinstance(audience, Lines)
        audience.begins(12)
        audience.ended(passed)
        audience.ended(told)

    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.splitlines() == [
        "12 scenarios",
        "[ 1/12] NAF-01.2 passed: A [red]stranger[/red]",
        "[ 2/12] NAF-01.2 failed: A [red]stranger[/red]",
        "    expected [b]4xx[/b]; saw 200",
    ]


def test_a_person_sees_a_bar_and_what_went_wrong(told: Told) -> None:
    """What the target said is text, never markup."""
    screen = io.StringIO()
    with Progress(console=Console(file=screen, width=120, force_terminal=False)) as bar:
        audience = Bar(bar)
        audience.begins(2)
        for outcome in (Outcome.PASSED, Outcome.NOT_APPLICABLE, Outcome.FAILED):
            finding = dataclasses.replace(told.finding, outcome=outcome)
            audience.ended(dataclasses.replace(told, finding=finding))

    told_lines = [line for line in screen.getvalue().splitlines() if "stranger" in line]
    assert told_lines == ["NAF-01.2 failed: A [red]stranger[/red] - expected [b]4xx[/b]; saw 200"]


def test_a_terminal_gets_the_bar(monkeypatch: pytest.MonkeyPatch, told: Told) -> None:
    """Where a person looks on."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")

    with progress() as audience:
        assert isinstance(audience, Bar)
        audience.begins(1)
        audience.ended(told)
