"""`doctor`: a description in, what works and what is wrong with it out."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import click
from rich.console import Console
from rich.text import Text

from nango_conformance.cli.run import chosen_target, tell_operator
from nango_conformance.doctor import Remark, Remarks, Standing, examine
from nango_conformance.target.guard import refuse_strangers
from nango_conformance.target.lines import line_of

_SIGNS: Final = {
    Standing.WORKS: ("✓", "green"),
    Standing.OPEN: ("?", "yellow"),
    Standing.UNSEEN: ("–", "magenta"),
    Standing.UNDECLARED: ("–", "dim"),
    Standing.WRONG: ("✗", "bold red"),
    Standing.UNREACHED: ("✗", "bold red"),
    Standing.UNTRIED: ("·", "dim"),
}
"""A sign and a colour for each standing; the word stands beside it, so no colour is needed."""

_ENDS: Final = (
    (Standing.UNREACHED, 3, "the target cannot be reached"),
    (Standing.WRONG, 2, "the description, or what the target was started with, is wrong"),
)
"""The worst standing decides the exit status and the last line."""

_INDENT: Final = " " * 28


def doctor_command(
    *,
    target_file: Path | None,
    url: str | None,
    seed: int,
    timeout_s: float,
    allow_remote: tuple[str, ...],
) -> int:
    """Examine a target and print what was found; return 0, 2 or 3."""
    target = chosen_target(target_file, url, None)
    refuse_strangers(target, allow_remote)
    if target.mode == "attach":
        tell_operator(target, seed)
    remarks = examine(target, seed=seed, timeout_s=timeout_s)
    text = target_file.read_text("utf-8") if target_file else ""
    _print(remarks, text)
    status, end = ended(remarks)
    click.echo(f"\n{target.name}: {end}")
    return status


def ended(remarks: Iterable[Remark]) -> tuple[int, str]:
    """Return the exit status that remarks lead to, and what it means."""
    standings = {remark.standing for remark in remarks}
    for standing, status, meaning in _ENDS:
        if standing in standings:
            return status, meaning
    return 0, "can be judged"


def _print(remarks: Remarks, text: str) -> None:
    console = Console(highlight=False, soft_wrap=True)
    for remark in remarks:
        sign, style = _SIGNS[remark.standing]
        line = Text(f"{sign} ", style=style)
        line.append(f"{remark.part.value:<10}{remark.standing.value:<16}")
        console.print(line.append(f"{_place(remark, text)}{remark.says}", style="default"))
        for seen in remark.seen:
            console.print(Text(f"{_INDENT}{seen}", style="dim"))
        if remark.attempt:
            console.print(Text(f"{_INDENT}try   {remark.attempt}"))


def _place(remark: Remark, text: str) -> str:
    if not remark.key:
        return ""
    line = line_of(text, remark.key)
    name = ".".join(str(part) for part in remark.key)
    return f"line {line}: {name}: " if line else f"{name}: "
