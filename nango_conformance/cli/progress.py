"""How a run is going: a bar on a terminal, a plain line a scenario elsewhere."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import TypeVar

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from nango_conformance.recorder import Audience, Told
from nango_conformance.verdict import Outcome

InLines = TypeVar("InLines")
AsABar = TypeVar("AsABar")


class Plain:
    """What every conversation in plain lines has: how much there is, and why it waits."""

    one, many = "scenario", "scenarios"

    def __init__(self) -> None:
        self._total = 0

    def begins(self, total: int) -> None:
        """Say how much there is to do."""
        self._total = total
        click.echo(f"{total} {self.one if total == 1 else self.many}", err=True)

    def place(self, count: int) -> str:
        """Return how far it is, as wide on every line."""
        return f"[{count:>{len(str(self._total))}}/{self._total}]"

    def waits(self, why: str) -> None:
        """Say why nothing happens for a while."""
        click.echo(f"    {why}", err=True)


class Moving:
    """What every bar has: its length, and lines above it."""

    doing = "running"

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._task = bar.add_task("starting", total=None)

    def begins(self, total: int) -> None:
        """Give the bar its length."""
        self._bar.update(self._task, total=total, description=self.doing)

    def waits(self, why: str) -> None:
        """Say why the bar does not move."""
        self.tell(why)

    def tell(self, line: str) -> None:
        """Print a line that stays above the bar."""
        self._bar.console.print(line, markup=False, highlight=False)


class Lines(Plain):
    """One line on stderr for each scenario, for logs."""

    def __init__(self) -> None:
        super().__init__()
        self._ended = 0

    def ended(self, told: Told) -> None:
        """Say how one scenario ended, and why where it did not pass."""
        self._ended += 1
        what = f"{told.finding.check} {told.finding.outcome}: {told.record.name}"
        click.echo(f"{self.place(self._ended)} {what}", err=True)
        if told.finding.outcome is not Outcome.PASSED:
            click.echo(f"    {told.finding.reason.splitlines()[0]}", err=True)


class Bar(Moving):
    """A bar that moves, and a line for what did not pass."""

    def ended(self, told: Told) -> None:
        """Move the bar on; tell at once what went wrong."""
        self._bar.update(self._task, advance=1, description=told.finding.check)
        if told.finding.outcome in {Outcome.FAILED, Outcome.INCONCLUSIVE}:
            reason = told.finding.reason.splitlines()[0]
            line = f"{told.finding.check} {told.finding.outcome}: {told.record.name} - {reason}"
            self.tell(line)


@contextlib.contextmanager
def progress() -> Iterator[Audience]:
    """Yield whoever listens to the run: a bar where a person looks on, else lines."""
    with bar_or_lines(Bar, Lines) as listener:
        yield listener


@contextlib.contextmanager
def bar_or_lines(
    moving: Callable[[Progress], AsABar], plain: Callable[[], InLines]
) -> Iterator[AsABar | InLines]:
    """Yield a bar where a person looks on, else what tells in lines."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield plain()
        return
    columns = (TextColumn("{task.description:<11}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as bar:
        yield moving(bar)
