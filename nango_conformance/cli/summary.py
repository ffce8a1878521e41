"""The result of a run as it stands on a terminal: the ten items, then the checks."""

from __future__ import annotations

from typing import Final

from rich.console import Console
from rich.text import Text

from nango_conformance.results import CheckResult, Outcome, Run, RunVerdict, ScheduleResults

_SIGNS: Final = {
    Outcome.PASSED: ("✓", "green"),
    Outcome.PASSED_WITH_FINDINGS: ("✓", "yellow"),
    Outcome.FAILED: ("✗", "bold red"),
    Outcome.WAIVED: ("w", "yellow"),
    Outcome.INCONCLUSIVE: ("?", "magenta"),
    Outcome.NOT_OBSERVABLE: ("–", "magenta"),
    Outcome.NOT_APPLICABLE: ("·", "dim"),
    Outcome.NOT_RUN: (" ", "dim"),
}
"""A sign and a colour for each verdict; the word stands beside it, so no colour is needed."""

_SHOWN_BY: Final = {"played": "played by the harness", "browser": "seen in a browser"}

_HEADLINES: Final = {
    RunVerdict.CONFORMANT: ("conformant", "bold green"),
    RunVerdict.NOT_CONFORMANT: ("not conformant", "bold red"),
    RunVerdict.INCONCLUSIVE: ("could not be judged", "bold magenta"),
}


def print_summary(run: Run) -> None:
    """Print the result on stdout."""
    console = Console(highlight=False, soft_wrap=True)
    if any(map(_ran, run.checks)):
        _tables(console, run)
    if run.schedules is not None:
        _schedules(console, run, run.schedules)
    _totals(console, run)


def _tables(console: Console, run: Run) -> None:
    console.print(Text("\nThe ten items", style="bold"))
    for item in run.items:
        played = _SHOWN_BY.get(item.shown_by)
        title = f"{item.title} ({played})" if played else item.title
        console.print(_line(item.item, item.verdict, f"{title}{_part(run, item.item)}"))
    # In a selection, what was not selected is no news.
    essential = [c for c in run.checks if c.essential and (not run.selection or _ran(c))]
    others = [c for c in run.checks if not c.essential and _ran(c)]
    _checks(console, "The essential checks", essential)
    _checks(console, "Other checks that ran", others)


def _ran(check: CheckResult) -> bool:
    return check.verdict is not Outcome.NOT_RUN


def _checks(console: Console, heading: str, checks: list[CheckResult]) -> None:
    if not checks:
        return
    console.print(Text(f"\n{heading}", style="bold"))
    for check in checks:
        level = "" if check.verdict is Outcome.PASSED else f" ({check.level})"
        console.print(_line(check.id, check.verdict, f"{check.title}{level}"))
        if check.verdict not in {Outcome.PASSED, Outcome.NOT_RUN} and check.reason:
            console.print(Text(f"    {check.reason.splitlines()[0]}", style="dim"))
        for finding in check.findings:
            console.print(Text(f"    {finding.level}: {finding.text}", style="dim"))


def _schedules(console: Console, run: Run, schedules: ScheduleResults) -> None:
    console.print(Text("\nOrders of events", style="bold"))
    for one in schedules.told:
        sign, style = _SIGNS[one.outcome]
        line = Text("  ").append(sign, style=style).append(f" {one.id:<12} ")
        console.print(line.append(f"{one.outcome.value:<15}", style=style).append(one.words))
        if one.outcome is not Outcome.INCONCLUSIVE:
            for place, said in enumerate(one.happened, 1):
                console.print(Text(f"      {place}. {said}", style="dim"))
        if one.reason:
            console.print(Text(f"    {one.reason.splitlines()[0]}"))
        for finding in one.findings:
            console.print(Text(f"    {finding.level}: {finding.text}", style="dim"))
    counts = ", ".join(f"{count} {name}" for name, count in schedules.totals.items() if count)
    console.print(Text(f"  {counts}; {schedules.known} are known for this target"))
    for left in schedules.left_out:
        console.print(Text(f"  left out: {left}", style="dim"))
    if red := next((one.id for one in schedules.told if one.outcome is Outcome.FAILED), None):
        again = run.again(f"--schedule {red}")
        console.print(Text(f"  alone and again, with the same target: {again}"))


def _totals(console: Console, run: Run) -> None:
    word, style = _HEADLINES[run.verdict]
    counts = ", ".join(f"{count} {name}" for name, count in run.totals.items() if count)
    built = f"{run.target.name}: "
    console.print(Text("\n" + built, style="bold").append(f"{word}{_but(run)}", style=style))
    if run.selection:
        told = "; ".join(_told(key, value) for key, value in run.selection.items())
        console.print(Text(f"a selection was judged: {told}"))
    for note in run.notes:
        console.print(Text(f"note: {note}"))
    console.print(Text(f"{counts}; {run.duration_s:.1f} s; seed {run.seed}"))


def _part(run: Run, item: str) -> str:
    """Say of how much of an item a verdict is, where that is less than all of it."""
    mine = [check for check in run.checks if check.item == item]
    ran = sum(map(_ran, mine))
    return f" ({ran} of {len(mine)} checks)" if 0 < ran < len(mine) else ""


def _but(run: Run) -> str:
    """Say what the good word leaves out."""
    if run.verdict is not RunVerdict.CONFORMANT:
        return ""
    failed = sum(check.verdict is Outcome.FAILED for check in run.checks)
    limits = " in the part that was selected" if run.selection else ""
    if not failed:
        return limits
    return f"{limits}, though {failed} SHOULD {'fails' if failed == 1 else 'fail'}"


def _told(key: str, value: object) -> str:
    if isinstance(value, list):
        return f"{key} {', '.join(value)}"
    return key if value is True else f"{key} {value}"


def _line(name: str, verdict: Outcome, title: str) -> Text:
    sign, style = _SIGNS[verdict]
    line = Text("  ")
    line.append(sign, style=style).append(f" {name:<9} ")
    return line.append(f"{verdict.value:<21}", style=style).append(title)
