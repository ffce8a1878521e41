"""Whoever plays orders of events is told how it goes."""

from __future__ import annotations

import pytest
from rich.console import Console
from rich.progress import Progress

from nango_conformance.cli.schedules import Bar, Lines, watching
from nango_conformance.schedules import schedule_of
from nango_conformance.stage.orders import Judged
from nango_conformance.verdict import Outcome

RED = Judged(
    schedule=schedule_of("S-w"), outcome=Outcome.FAILED, reason="expected one; saw none\nand more"
)
PASSED = Judged(schedule=schedule_of("S-wd"), outcome=Outcome.PASSED)


def test_a_log_has_a_line_for_each_company(capsys: pytest.CaptureFixture[str]) -> None:
    """And for what was played alone, with the reason's first line."""
    lines = Lines()
    lines.begins(1393)
    lines.played(100, 0)
    lines.played(200, 3)
    lines.judged(RED)
    lines.judged(PASSED)
    lines.waits("waiting: the target takes 10 webhooks a minute")

    assert capsys.readouterr().err.splitlines() == [
        "1393 orders of events",
        "[ 100/1393] played",
        "[ 200/1393] played; 3 to be looked into",
        "    S-w failed: Nango's webhook comes. - expected one; saw none",
        "    S-wd passed: Nango's webhook comes, then a duplicate of the webhook comes.",
        "    waiting: the target takes 10 webhooks a minute",
    ]


def test_a_terminal_has_a_bar(capsys: pytest.CaptureFixture[str]) -> None:
    """And a line for what did not pass."""
    with Progress(console=Console(force_terminal=True, width=200)) as progress:
        bar = Bar(progress)
        bar.begins(200)
        bar.played(100, 2)
        bar.judged(RED)
        bar.judged(PASSED)
        bar.waits("waiting")
        (task,) = progress.tasks
        assert (task.total, task.completed, task.description) == (200, 100, "2 suspects")

    out = capsys.readouterr().out
    assert "S-w failed: Nango's webhook comes. - expected one; saw none" in out
    assert "S-wd passed" not in out
    assert "waiting" in out


def test_where_nobody_looks_on_there_are_lines() -> None:
    """As in a pipeline."""
    with watching() as watcher:
        assert isinstance(watcher, Lines)
