"""What every test of ours relies on: tools that may be missing, and no skips where that is forbidden."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

_NEEDS: Final = {
    "node": lambda: shutil.which("npm") is not None,
    "chromium": lambda: shutil.which("chromium") is not None,
    "postgres": lambda: any(Path("/usr/lib/postgresql").glob("*/bin/initdb")),
}
"""Marks of tests that need a program from outside, and whether it is there."""

FORBIDDEN: Final = "NO_SKIPS"
"""The variable that makes a skipped test a failed run."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip, with the reason, what needs a program that this machine does not have."""
    for item in items:
        for name, present in _NEEDS.items():
            if item.get_closest_marker(name) and not present():
                item.add_marker(pytest.mark.skip(reason=f"{name} is not installed"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Fail what was skipped, where skipping is forbidden."""
    report = yield
    if os.environ.get(FORBIDDEN) and report.skipped:  # type: ignore[attr-defined]
        report.outcome = "failed"  # type: ignore[attr-defined]
        report.longrepr = f"{item.nodeid} was skipped, and {FORBIDDEN} is set"  # type: ignore[attr-defined]
    return report
