"""Troubles are caused and ended by the commands of the target file, whatever comes in between."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from nango_conformance.driver.faults import Faults
from nango_conformance.errors import ControlFailed
from nango_conformance.evidence import Ledger
from nango_conformance.target import Fault, Target

TOUCH, REMOVE = "open(sys.argv[1], 'w')", "__import__('os').remove(sys.argv[1])"


def by_python(code: str, place: str) -> tuple[str, ...]:
    """Return a command that does something with the file of a run."""
    return (sys.executable, "-c", f"import sys; {code}", f"{place}/away")


@pytest.fixture
def target(make_target: Callable[..., Target]) -> Target:
    """Give a target whose database is away while a file is there."""
    fault = Fault(command=by_python(TOUCH, "{run.dir}"), undo=by_python(REMOVE, "{run.dir}"))
    return make_target(faults={"db_down": fault})


def test_a_trouble_begins_and_ends(target: Target, ledger: Ledger, tmp_path: Path) -> None:
    """By its own commands, and both are evidence."""
    faults = Faults(target, ledger, {"run.dir": str(tmp_path)})
    away = tmp_path / "away"

    faults.begin("db_down")
    assert away.exists()
    faults.end("db_down")
    assert not away.exists()
    faults.end_all()

    titles = [entry.title for entry in ledger.entries]
    assert titles == ["harness: taking away the database", "harness: giving back the database"]


def test_what_still_lasts_is_ended(target: Target, ledger: Ledger, tmp_path: Path) -> None:
    """A story that breaks off leaves no trouble to the next one."""
    faults = Faults(target, ledger, {"run.dir": str(tmp_path)})

    faults.begin("db_down")
    faults.end_all()

    assert not (tmp_path / "away").exists()


def test_a_command_that_fails_is_no_trouble(target: Target, ledger: Ledger, tmp_path: Path) -> None:
    """What it said is told; and what it may have begun is ended all the same."""
    fails = by_python(f"{TOUCH}; sys.exit('no such database')", "{run.dir}")
    fault = dataclasses.replace(target.faults["db_down"], command=fails)
    broken = dataclasses.replace(target, faults={"db_down": fault})
    faults = Faults(broken, ledger, {"run.dir": str(tmp_path)})

    with pytest.raises(ControlFailed, match=r"taking away the database did not work: .*no such"):
        faults.begin("db_down")
    faults.end_all()

    assert not (tmp_path / "away").exists()
