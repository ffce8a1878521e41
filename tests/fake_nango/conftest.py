"""
What the tests of the fake show, written down where the ledger of fidelity can be made of it.

Nothing is looked at unless the variable FIDELITY names a folder; then each process leaves a
file there. `python -m tests.fake_nango.fidelity` makes docs/FIDELITY.md of them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Generator
from dataclasses import asdict
from pathlib import Path, PurePosixPath
from typing import Final

import pytest

from tests.fake_nango.fidelity.shown import Shown
from tests.fake_nango.fidelity.witness import Witness, standing_of

FOLDER: Final = "FIDELITY"
HERE: Final = Path(__file__).parent
WITNESS: Final = pytest.StashKey[Witness]()
FAILED: Final = pytest.StashKey[bool]()


def pytest_configure(config: pytest.Config) -> None:
    """Begin to look, where that is wanted."""
    if os.environ.get(FOLDER):
        config.stash[WITNESS] = Witness()
        config.stash[WITNESS].open()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Write down what has been shown."""
    witness = config.stash.get(WITNESS, None)
    if witness is None:
        return
    witness.close()
    folder = Path(os.environ[FOLDER])
    folder.mkdir(parents=True, exist_ok=True)
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    lines = [json.dumps(asdict(each)) for each in sorted(witness.shown)]
    (folder / f"{worker}.jsonl").write_text("".join(f"{each}\n" for each in lines), "utf-8")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Keep what a test shows if all of it passes, its fixtures included."""
    witness = item.config.stash.get(WITNESS, None)
    # pytest asks the hooks of every folder about every test.
    if witness is None or HERE not in item.path.parents:
        return (yield)
    witness.begin(standing_of(PurePosixPath(item.path.relative_to(HERE))))
    for mark in item.iter_markers("shows"):
        proof, *lines = mark.args
        for line in lines:
            subject, _, code = line.partition(": ")
            witness.say(Shown(subject=subject, code=code, proof=proof))
    outcome = yield
    witness.end(passed=not item.stash.get(FAILED, False))
    return outcome


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Note what did not pass."""
    report = yield
    if not report.passed:
        item.stash[FAILED] = True
    return report


@pytest.fixture
def shows(pytestconfig: pytest.Config) -> Callable[[Shown], None]:
    """Return what a test says by that which it has compared."""
    witness = pytestconfig.stash.get(WITNESS, None)
    return witness.say if witness is not None else lambda _: None
