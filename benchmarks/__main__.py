"""
`python -m benchmarks [NAME ...]`: every figure with its budget, or those that are named.

The exit status is 0 when every budget is met, 1 when one is missed, 2 for an unknown name and
3 when something with a budget could not be measured.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from benchmarks import essential_run, fake_flow, rendering, side_by_side, soak, starting
from benchmarks.processes import NEEDS_LINUX, ON_LINUX
from benchmarks.rows import HEADING, Row, Verdict, table


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmark:
    """Something to measure, in words, and whether it is only done when it is named."""

    about: str
    rows: Callable[[], list[Row]]
    only_named: bool = False
    on_linux: bool = True


BENCHMARKS: Final[Mapping[str, Benchmark]] = MappingProxyType(
    {
        "side-by-side": Benchmark(
            about="POST /connect/sessions beside a bare handler and three servers of others",
            rows=side_by_side.rows,
        ),
        "flow": Benchmark(about="a whole OAuth flow with its signed webhook", rows=fake_flow.rows),
        "starting": Benchmark(
            about="start to first answer of the fake and of the command line", rows=starting.rows
        ),
        "memory": Benchmark(
            about="a brief soak: 100,000 requests and 10,000 webhooks", rows=soak.brief
        ),
        "soak": Benchmark(
            about="the whole soak: 1,000,000 requests and 100,000 webhooks; many minutes",
            rows=soak.whole,
            only_named=True,
        ),
        "essential": Benchmark(
            about="the thirty essential checks on the bundled reference",
            rows=essential_run.rows,
            on_linux=False,
        ),
        "rendering": Benchmark(
            about="a report of the whole catalogue, and one of 10,000 checks",
            rows=rendering.rows,
            on_linux=False,
        ),
    }
)

STATUS: Final[Mapping[Verdict, int]] = MappingProxyType(
    {Verdict.MISSED: 1, Verdict.NOT_MEASURED: 3}
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what is wanted and print the table; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="what to measure")
    parser.add_argument("--list", action="store_true", help="say what there is to measure")
    flags = parser.parse_args(arguments)
    unknown = [each for each in flags.names if each not in BENCHMARKS]
    if unknown:
        parser.error(f"no benchmark is called {unknown[0]}; there are {', '.join(BENCHMARKS)}")
    if flags.list:
        sys.stdout.writelines(f"{name:14}{each.about}\n" for name, each in BENCHMARKS.items())
        return 0
    rows = [row for name in flags.names or _usual() for row in _measured(name)]
    sys.stdout.write(table([HEADING, *(row.cells for row in rows)]) + "\n")
    return status(rows)


def status(rows: Sequence[Row]) -> int:
    """Tell missed budgets, else what could not be measured, by the exit status."""
    return min((STATUS[row.verdict] for row in rows if row.verdict in STATUS), default=0)


def _usual() -> list[str]:
    return [name for name, each in BENCHMARKS.items() if not each.only_named]


def _measured(name: str) -> list[Row]:
    benchmark = BENCHMARKS[name]
    if benchmark.on_linux and not ON_LINUX:
        return [Row(what=benchmark.about, unit="", figure=None, note=NEEDS_LINUX)]
    sys.stderr.write(f"{name}: {benchmark.about}\n")
    return benchmark.rows()


if __name__ == "__main__":
    raise SystemExit(main())
