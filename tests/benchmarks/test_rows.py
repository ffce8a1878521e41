"""A figure is within its budget, beyond it, or was not had; the exit status tells."""

from __future__ import annotations

import pytest

from benchmarks.__main__ import main, status
from benchmarks.rows import Row, Verdict, table


def row(figure: float | None, budget: float | None, *, at_least: bool = False) -> Row:
    """Make a row of which only the figure and the budget matter."""
    return Row(what="it", unit="ms", figure=figure, budget=budget, at_least=at_least)


@pytest.mark.parametrize(
    ("measured", "verdict"),
    [
        (row(10, 10), Verdict.MET),
        (row(10.1, 10), Verdict.MISSED),
        (row(10, 10, at_least=True), Verdict.MET),
        (row(9.9, 10, at_least=True), Verdict.MISSED),
        (row(None, 10), Verdict.NOT_MEASURED),
        (row(5, None), Verdict.NO_BUDGET),
    ],
)
def test_a_budget_is_a_most_or_a_least(measured: Row, verdict: Verdict) -> None:
    """The bound itself is still within."""
    assert measured.verdict is verdict


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([row(1, 2), row(5, None)], 0),
        ([row(1, 2), row(3, 2)], 1),
        ([row(1, 2), row(None, 2)], 3),
        ([row(None, 2), row(3, 2)], 1),
    ],
)
def test_a_missed_budget_is_told_by_the_exit_status(rows: list[Row], expected: int) -> None:
    """What could not be measured is another matter, and a missed one outweighs it."""
    assert status(rows) == expected


def test_a_row_shows_its_budget_beside_the_figure() -> None:
    """With the sign that says which side is the right one."""
    shown = table([("what", "measured", "budget", "", ""), row(12.345, 10).cells])

    assert shown.splitlines()[-1] == "it    12.3 ms   <= 10 ms  missed"


def test_an_unknown_name_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is measured, and the names that there are are told."""
    with pytest.raises(SystemExit) as ended:
        main(["speed"])

    assert ended.value.code == 2
    assert "side-by-side, flow, starting, memory, soak, essential" in capsys.readouterr().err
