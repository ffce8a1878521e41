"""How a run is going: a bar on a terminal, a plain line a scenario elsewhere."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from nango_conformance.recorder import Audience, Told
from nango_conformance.verdict import Outcome


class Lines:
    """One line on stderr for each scenario, for logs."""

    def __init__(self) -> None:
        self._total = 0
        self._ended = 0

    def begins(self, total: int) -> None:
        """Say how much there is to do."""
        self._total = total
        click.echo(f"{total} scenarios", err=True)

    def ended(self, told: Told) -> None:
        """Say how one scenario ended, and why where it did not pass."""
        self._ended += 1
        place = f"[{self._ended:>{len(str(self._total))}}/{self._total}]"
        head = f"{place} {told.finding.check} {told.finding.outcome}: {told.record.name}"
        click.echo(head, err=True)
        if told.finding.outcome is not Outcome.PASSED:
            click.echo(f"    {told.finding.reason.splitlines()[0]}", err=True)

    def waits(self, why: str) -> None:
        """Say why nothing happens for a while."""
        click.echo(f"    {why}", err=True)


class Bar:
    """A bar that moves, and a line for what did not pass."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._task = bar.add_task("starting", total=None)

    def begins(self, total: int) -> None:
        """Give the bar its length."""
        self._bar.update(self._task, total=total, description="running")

    def ended(self, told: Told) -> None:
        """Move the bar on; tell at once what went wrong."""
        self._bar.update(self._task, advance=1, description=told.finding.check)
        if told.finding.outcome in {Outcome.FAILED, Outcome.INCONCLUSIVE}:
            reason = told.finding.reason.splitlines()[0]
            line = f"{told.finding.check} {told.finding.outcome}: {told.record.name} - {reason}"
            self._bar.console.print(line, markup=False, highlight=False)

    def waits(self, why: str) -> None:
        """Say why the bar does not move."""
        self._bar.console.print(why, markup=False, highlight=False)


@contextlib.contextmanager
def progress() -> Iterator[Audience]:
    """Yield whoever listens to the run: a bar where a person looks on, else lines."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield Lines()
        return
    columns = (TextColumn("{task.description:<11}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as bar:
        yield Bar(bar)
