"""
`POST /connect/sessions` of the fake beside other people's servers and a bare aiohttp handler.

The figure with a budget is the median of the turns' ratios, each of the fake's CPU time to the
bare handler's a moment before, one request after the other.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import Final, TypeAlias

from benchmarks.contenders import BARE, CONTENDERS, FAKE, Contender
from benchmarks.contest import Cost, Running, entered
from benchmarks.packages import Missing
from benchmarks.rows import Row, short, table

# Virtual machines compile what they do often; everybody gets as many requests to warm up.
WARM_UP: Final = 4000
TURNS: Final = 24
BURST: Final = 240
MANY: Final = 8
BUDGET: Final = 1.6

Costs: TypeAlias = Mapping[str, Sequence[Cost]]

ONE_BY_ONE: Final = ("CPU us", "x bare", "req/s")
HEADING: Final = (
    "one core each time",
    *ONE_BY_ONE,
    *(f"{each} ({MANY} at once)" for each in ONE_BY_ONE),
    "start s",
    "MB",
)


def rows() -> list[Row]:
    """Measure everybody who can be started, and print the table of it."""
    with ExitStack() as stack:
        entries = {each.name: entry(stack, each) for each in CONTENDERS}
        present = [each for each in entries.values() if isinstance(each, Running)]
        for each in present:
            sys.stderr.write(f"side-by-side: {each.contender.name} warms up\n")
            each.burst(WARM_UP, MANY)
        single, many = _turns(present, 1), _turns(present, MANY)
        lines = [_line(name, each, single, many) for name, each in entries.items()]
    sys.stdout.write(f"{table([HEADING, *lines])}\n\n")
    sys.stdout.writelines(f"  {each.name}: {each.asked}\n" for each in CONTENDERS)
    sys.stdout.write("\n")
    return [_row(single)]


def entry(stack: ExitStack, contender: Contender) -> Running | str:
    """Start a contender, or say why it cannot be."""
    try:
        return stack.enter_context(entered(contender))
    except (Missing, RuntimeError) as reason:
        return str(reason)


def _turns(present: Sequence[Running], at_once: int) -> Costs:
    turns = [[each.burst(BURST, at_once) for each in present] for _ in range(TURNS)]
    names = [each.contender.name for each in present]
    return dict(zip(names, zip(*turns, strict=True), strict=True))


def _line(name: str, found: Running | str, single: Costs, many: Costs) -> tuple[str, ...]:
    if isinstance(found, str):
        return (f"{name}: {found}", *["-"] * (len(HEADING) - 1))
    figures = (*_figures(single, name), *_figures(many, name), found.start_s, found.server.rss_mb)
    return (name, *map(short, figures))


def _figures(costs: Costs, name: str) -> tuple[float, float, float]:
    """Microseconds of CPU a request, how many times the bare handler's, and requests a second."""
    cpu_us = statistics.median(each.cpu_s for each in costs[name]) * 1e6
    return cpu_us, ratio(costs, name), 1 / statistics.median(each.wall_s for each in costs[name])


def ratio(costs: Costs, name: str) -> float:
    """How many times the bare handler's CPU time a request takes, by the median of the turns."""
    turns = zip(costs[name], costs[BARE.name], strict=True)
    return statistics.median(cost.cpu_s / bare.cpu_s for cost, bare in turns)


def _row(single: Costs) -> Row:
    return Row(
        what="fake: POST /connect/sessions, with state and journal",
        unit="x bare",
        figure=ratio(single, FAKE.name),
        budget=BUDGET,
        note=f"{_figures(single, FAKE.name)[0]:.0f} us of CPU",
    )
