"""How orders of events are going: a bar on a terminal, now and then a plain line elsewhere."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from nango_conformance.rehearsal import Watcher
from nango_conformance.stage.orders import Judged
from nango_conformance.verdict import Outcome


class Lines:
    """One line on stderr for each company, and for what was played alone."""

    def __init__(self) -> None:
        self._total = 0

    def begins(self, total: int) -> None:
        """Say how much there is to do."""
        self._total = total
        click.echo(f"{total} orders of events", err=True)

    def played(self, count: int, suspects: int) -> None:
        """Say how far it is."""
        more = f"; {suspects} to be looked into" if suspects else ""
        click.echo(f"[{count:>{len(str(self._total))}}/{self._total}] played{more}", err=True)

    def judged(self, judged: Judged) -> None:
        """Say what came of one."""
        click.echo(f"    {_said(judged)}", err=True)

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
        self._bar.update(self._task, total=total, description="playing")

    def played(self, count: int, suspects: int) -> None:
        """Move the bar on."""
        description = f"{suspects} suspects" if suspects else "playing"
        self._bar.update(self._task, completed=count, description=description)

    def judged(self, judged: Judged) -> None:
        """Tell at once what went wrong."""
        if judged.outcome is not Outcome.PASSED:
            self._bar.console.print(_said(judged), markup=False, highlight=False)

    def waits(self, why: str) -> None:
        """Say why the bar does not move."""
        self._bar.console.print(why, markup=False, highlight=False)


@contextlib.contextmanager
def watching() -> Iterator[Watcher]:
    """Yield whoever listens: a bar where a person looks on, else lines."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield Lines()
        return
    columns = (TextColumn("{task.description:<11}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as bar:
        yield Bar(bar)


def _said(judged: Judged) -> str:
    reason = f" - {judged.reason.splitlines()[0]}" if judged.reason else ""
    return f"{judged.schedule.id} {judged.outcome}: {judged.schedule.words}{reason}"
