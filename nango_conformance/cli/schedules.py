"""How orders of events are going: a bar on a terminal, now and then a plain line elsewhere."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import click

from nango_conformance.cli.progress import Moving, Plain, bar_or_lines
from nango_conformance.rehearsal import Watcher
from nango_conformance.stage.orders import Judged
from nango_conformance.verdict import Outcome


class Lines(Plain):
    """One line on stderr for each company, and for what was played alone."""

    one, many = "order of events", "orders of events"

    def played(self, count: int, suspects: int) -> None:
        """Say how far it is."""
        more = f"; {suspects} to be looked into" if suspects else ""
        click.echo(f"{self.place(count)} played{more}", err=True)

    def judged(self, judged: Judged) -> None:
        """Say what came of one."""
        click.echo(f"    {_said(judged)}", err=True)


class Bar(Moving):
    """A bar that moves, and a line for what did not pass."""

    doing = "playing"

    def played(self, count: int, suspects: int) -> None:
        """Move the bar on."""
        description = f"{suspects} suspects" if suspects else "playing"
        self._bar.update(self._task, completed=count, description=description)

    def judged(self, judged: Judged) -> None:
        """Tell at once what went wrong."""
        if judged.outcome is not Outcome.PASSED:
            self.tell(_said(judged))


@contextlib.contextmanager
def watching() -> Iterator[Watcher]:
    """Yield whoever listens: a bar where a person looks on, else lines."""
    with bar_or_lines(Bar, Lines) as listener:
        yield listener


def _said(judged: Judged) -> str:
    reason = f" - {judged.reason.splitlines()[0]}" if judged.reason else ""
    return f"{judged.schedule.id} {judged.outcome}: {judged.schedule.words}{reason}"
