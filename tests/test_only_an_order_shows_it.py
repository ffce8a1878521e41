"""
There are mistakes that no check sees, and an order of events does.

The wrong backends of tests/mutants/orders/ pass every check, all of them in one; each is red in
the schedule that its row names, for the reason that is its mistake, and the right one is not.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from nango_conformance.selftest.backends import Sources
from nango_conformance.selftest.judging import Judged, judged
from tests.judged import ROOT

ORDERS: Final = ROOT / "tests" / "mutants" / "orders"
ROWS: Final[Mapping[str, Mapping[str, str]]] = tomllib.loads((ORDERS / "orders.toml").read_text())
FEWEST: Final = 10
NO_MISTAKES: Final = {"seams", "finalising", "everything"}


def no_packages(wanted: Path) -> Path:
    """Refuse to install anything: no mutant of the reference needs it."""
    raise AssertionError(f"{wanted} is no mutant's")


SOURCES: Final = Sources(root=ROOT, npm=no_packages)


def run(name: str, folder: Path, more: list[str], target: str | None = None) -> Judged:
    """Judge a backend of that folder."""
    return judged(SOURCES.mutant(f"orders/{name}", target), folder, more)


def schedules(folder: Path) -> Any:
    """Return what the run says of schedules."""
    return json.loads((folder / "report" / "results.json").read_text())["schedules"]


def test_no_check_sees_any_of_them(tmp_path: Path) -> None:
    """All the mistakes in one backend, and every check passes."""
    result = run("everything", tmp_path, [], "finalise.toml")

    assert result.having("failed", "inconclusive") == set(), result.said
    assert result.status == 0, result.said


@pytest.mark.parametrize("name", ROWS)
def test_an_order_of_events_does(name: str, tmp_path: Path) -> None:
    """Replayed by its id, it is red for the right reason, and shows why."""
    row = ROWS[name]
    result = run(name, tmp_path, ["--schedule", row["schedule"]], row.get("target"))

    assert result.status == 1, result.said
    (told,) = schedules(tmp_path)["told"]
    assert (told["id"], told["outcome"]) == (row["schedule"], "failed"), result.said
    assert row["says"] in told["reason"], told["reason"]
    shown = [f"{exhibit['title']}\n{exhibit['text']}" for exhibit in told["exhibits"]]
    assert any(re.search(row["shows"], text) for text in shown), json.dumps(told, indent=1)


def test_the_right_backend_passes_them_all(tmp_path: Path) -> None:
    """The positive control: it is the mistake that makes the difference."""
    asked = {row["schedule"] for row in ROWS.values()}
    more = [word for id_ in sorted(asked) for word in ("--schedule", id_)]
    result = run("finalising", tmp_path, more, "finalise.toml")

    assert result.status == 0, result.said
    assert schedules(tmp_path)["totals"]["passed"] == len(asked)


def test_all_of_them_are_judged() -> None:
    """Each has its row, and there are enough."""
    modules = {path.stem for path in ORDERS.glob("*.py")}

    assert set(ROWS) == modules - NO_MISTAKES
    assert len(ROWS) >= FEWEST
