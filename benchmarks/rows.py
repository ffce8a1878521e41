"""
What was measured, and whether it is within its budget.

A row that could not be measured says why; with a budget it is not met either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum


class Verdict(Enum):
    """What a budget has to say about a figure."""

    MET = "met"
    MISSED = "missed"
    NOT_MEASURED = "not measured"
    NO_BUDGET = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A figure with its unit and its budget: a most, or with `at_least` a least."""

    what: str
    unit: str
    figure: float | None
    budget: float | None = None
    at_least: bool = False
    note: str = ""

    @property
    def verdict(self) -> Verdict:
        """Whether the figure is within the budget."""
        if self.figure is None:
            return Verdict.NOT_MEASURED
        if self.budget is None:
            return Verdict.NO_BUDGET
        within = self.figure >= self.budget if self.at_least else self.figure <= self.budget
        return Verdict.MET if within else Verdict.MISSED

    @property
    def cells(self) -> tuple[str, ...]:
        """The row as the table shows it."""
        figure = "-" if self.figure is None else f"{short(self.figure)} {self.unit}"
        sign = ">=" if self.at_least else "<="
        budget = "-" if self.budget is None else f"{sign} {self.budget:g} {self.unit}"
        return (self.what, figure, budget, self.verdict.value, self.note)


HEADING = ("what", "measured", "budget", "verdict", "")


def short(figure: float) -> str:
    """Write a figure with as many places as are worth reading."""
    places = 0 if figure >= 100 else 1 if figure >= 10 else 2
    return f"{figure:,.{places}f}"


def table(rows: Sequence[Sequence[str]]) -> str:
    """Align cells in columns; the first row is the heading."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    rows = [rows[0], ["-" * width for width in widths], *rows[1:]]
    lines = (
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )
    return "\n".join(lines)
