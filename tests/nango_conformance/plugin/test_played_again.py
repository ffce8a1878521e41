"""A scenario that was timed on an overloaded machine is played again, once."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

FEATURE: Final = """
@session-token
Feature: F
  @NAF-01.1 @must
  Rule: R
    Scenario: The first
      When the first is timed

    Scenario: The last
      When the last is timed
"""

STEPS: Final = """
import pytest
from pytest_bdd import parsers, scenarios, when
from nango_conformance.errors import Overloaded

plays = []

@when(parsers.parse("the {which} is timed"))
def _(which):
    plays.append(which)
    pytest.ledger.record("seen", which)
    if plays.count(which) <= pytest.slow:
        raise Overloaded(f"too slow in play {plays.count(which)}")

@pytest.fixture(autouse=True)
def _opened(request):
    pytest.ledger.open(request.node.nodeid)

scenarios(".")
"""

RUN: Final = """
import json, sys, types
from pathlib import Path
import pytest, pytest_bdd.plugin
from nango_conformance.evidence import Ledger, Redactor
from nango_conformance.plugin import ConformancePlugin
from nango_conformance.records import FeatureSource
from nango_conformance.stage.session import Turns
from nango_conformance.target import Nango

seen, waited, nothing = [], [], lambda: None
pytest.ledger, pytest.slow = Ledger(Redactor()), int(sys.argv[1])
audience = types.SimpleNamespace(
    begins=lambda total: None,
    ended=lambda told: seen.append((told.record.name, told.finding.outcome, told.finding.reason)),
)
session = types.SimpleNamespace(
    ledger=pytest.ledger, process=None, wait=nothing, unreachable=nothing,
    target=types.SimpleNamespace(mode="start", nango=Nango()),
    lag=types.SimpleNamespace(calm=waited.append), turns=Turns(),
)
feature = FeatureSource(uri="features/f.feature", text=Path("f.feature").read_text())
plugin = ConformancePlugin(session, [feature], frozenset({"NAF-01.1"}), audience)
options = ["-p", "no:cacheprovider", "-p", "no:terminal", "--disable-plugin-autoload", "."]
pytest.main(options, plugins=[pytest_bdd.plugin, plugin])
print(json.dumps({"seen": seen, "waited": len(waited), "fault": plugin.fault}))
"""


@pytest.mark.parametrize(
    ("slow", "outcome", "reason", "waited"),
    [
        (0, "passed", "", 0),
        (1, "passed", "", 2),
        (2, "inconclusive", "too slow in play 2", 2),
    ],
)
def test_it_is_played_once_more_and_then_believed(
    slow: int, outcome: str, reason: str, waited: int, tmp_path: Path
) -> None:
    """The first as well as the last of a run; what is too slow again proves nothing."""
    (tmp_path / "f.feature").write_text(FEATURE.lstrip())
    (tmp_path / "test_f.py").write_text(STEPS)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")

    ran = subprocess.run(
        [sys.executable, "-c", RUN, str(slow)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    told = json.loads(ran.stdout.splitlines()[-1])
    assert told["fault"] is None, ran.stdout
    assert told["seen"] == [["The first", outcome, reason], ["The last", outcome, reason]]
    assert told["waited"] == waited
