"""
What a report costs to draw: the whole catalogue with its evidence, and ten thousand checks.

It is processor time, so what else the machine does makes no difference.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable
from typing import Final

from benchmarks.rows import Row
from nango_conformance.catalogue import Check, load
from nango_conformance.results import (
    CheckResult,
    Exhibit,
    HarnessNote,
    ItemResult,
    Outcome,
    Run,
    RunVerdict,
    ScenarioResult,
    TargetNote,
)
from reports import USUAL, render

MANY: Final = 10_000
PIECES: Final = 5
"""Exchanges that a run of the bundled reference keeps of a check."""

EXCHANGE: Final = "\n".join(
    [
        "> POST /api/v1/integrations/nango/connect",
        *(f"> X-Header-{n}: {'v' * 30}" for n in range(6)),
        ">",
        '> {"provider": "outlook"}',
        "< 200 after 7 ms",
        *(f"< X-Header-{n}: {'v' * 30}" for n in range(6)),
        "<",
        f'< {{"sessionToken": "‹session token›", "more": "{"v" * 200}"}}',
    ]
)


def rows() -> list[Row]:
    """Draw the catalogue with nothing warm, again, and then a hundred times as much."""
    whole = _run(load().checks)
    few = whole.checks
    many = dataclasses.replace(
        whole,
        checks=tuple(
            dataclasses.replace(few[n % len(few)], id=f"{few[n % len(few)].id}{n}")
            for n in range(MANY)
        ),
    )
    return [
        _row("report.html of the whole catalogue, the first", lambda: _drawn(whole, "html"), 0.5),
        _row("the usual four formats of the whole catalogue", lambda: _usual(whole), 0.5),
        _row("report.html of 10,000 checks", lambda: _drawn(many, "html"), 10),
        _row("the usual four formats of 10,000 checks", lambda: _usual(many), None),
    ]


def _row(what: str, draw: Callable[[], int], budget_s: float | None) -> Row:
    before = time.process_time()
    size = draw()
    spent = time.process_time() - before
    note = f"{size / 1000:,.0f} kB"
    return Row(what=what, unit="s of CPU", figure=spent, budget=budget_s, note=note)


def _drawn(run: Run, name: str) -> int:
    return len(render(run, name).encode())


def _usual(run: Run) -> int:
    return sum(_drawn(run, name) for name in USUAL)


def _run(checks: tuple[Check, ...]) -> Run:
    return Run(
        verdict=RunVerdict.CONFORMANT,
        selection=None,
        target=TargetNote(name="any", profile="seed", base_url="http://127.0.0.1:1", mode="start"),
        seed=1,
        started="2026-03-12T09:30:00Z",
        duration_s=30.0,
        harness=HarnessNote(version="0", nango="0.71.4"),
        items=tuple(
            ItemResult(
                item=item.number,
                title=item.title,
                verdict=Outcome.PASSED,
                shown_by=item.shown_by.value,
            )
            for item in load().items
        ),
        checks=tuple(_check(check) for check in checks),
    )


def _check(check: Check) -> CheckResult:
    ids = tuple(f"E{n:04d}" for n in range(40))
    title = "Ada → backend: POST http://127.0.0.1:1/api/v1/integrations/nango/connect"
    scenario = ScenarioResult(
        name="Ada connects her account",
        uri="features/x.feature",
        line=7,
        outcome=Outcome.PASSED,
        duration_s=0.1,
    )
    return CheckResult(
        id=check.id,
        item=check.item,
        level=check.level.value,
        essential=check.essential,
        title=check.title,
        verdict=Outcome.PASSED,
        evidence=ids,
        scenarios=(scenario,) * 3,
        digest=tuple(Exhibit(id=id_, title=title, text=EXCHANGE) for id_ in ids[:PIECES]),
    )
