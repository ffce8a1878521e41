"""What pytest-bdd alone would have passed, the plugin refuses (pytest-bdd 9.0.1)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any, Final

import pytest

PLANTED: Final = {
    "twins": """
        Feature: Twins
          @NAF-01.1
          Scenario: The same
            Given it is wrong
          @NAF-01.1
          Scenario: The same
            Given it is right
        """,
    "ambiguous": """
        Feature: Ambiguous
          @NAF-01.1
          Scenario: Either
            Given it is either
        """,
    "asynchronous": """
        Feature: Asynchronous
          @NAF-01.1
          Scenario: Later
            Given it is wrong later
        """,
    "hidden": """
        Feature: Hidden
          @NAF-01.1 @skip
          Scenario: Skipped
            Given it is wrong
        """,
}
"""Features that are wrong, each behind one trap."""

STEPS: Final = """
from pytest_bdd import given, scenarios

@given("it is right")
def _():
    pass

@given("it is wrong")
def _():
    raise AssertionError("wrong")

@given("it is either")
def _():
    raise AssertionError("wrong")

@given("it is either", target_fixture="either")
def _():
    pass

@given("it is wrong later")
async def _():
    raise AssertionError("wrong")

scenarios(".")
"""

GUARDED: Final = """
import sys, types
from pathlib import Path
import pytest, pytest_bdd.plugin
from nango_conformance.catalogue import load
from nango_conformance.evidence import Ledger, Redactor
from nango_conformance.plugin import ConformancePlugin
from nango_conformance.records import FeatureSource
from nango_conformance.target import Nango

class Audience:
    def begins(self, total): pass
    def waits(self, why): pass
    def ended(self, told):
        print("TOLD", told.record.name, told.finding.outcome, told.finding.reason, sep="|")

here = Path.cwd()
features = [
    FeatureSource(uri=f"features/{p.name}", text=p.read_text())
    for p in sorted(here.glob("*.feature"))
]
ledger = Ledger(Redactor())
pytest.ledger = ledger
nothing = lambda: None
target = types.SimpleNamespace(mode="start", nango=Nango())
session = types.SimpleNamespace(
    ledger=ledger, process=None, wait=nothing, unreachable=nothing, target=target
)
plugin = ConformancePlugin(session, features, frozenset(c.id for c in load().checks), Audience())
code = pytest.main(
    ["-p", "no:cacheprovider", "--disable-plugin-autoload", "--strict-markers", "."],
    plugins=[pytest_bdd.plugin, plugin],
)
print("FAULT", plugin.fault, sep="|")
sys.exit(code)
"""


def planted(folder: Path, features: dict[str, str], steps: str) -> Path:
    """Write features and their steps into a folder."""
    for name, text in features.items():
        (folder / f"{name}.feature").write_text(textwrap.dedent(text).lstrip())
    (folder / "test_planted.py").write_text(steps)
    (folder / "pytest.ini").write_text("[pytest]\n")
    return folder


def python(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a folder and return what it said."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")},
    )


@pytest.fixture(scope="module")
def unguarded(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """Give what pytest-bdd alone makes of the planted features."""
    folder = planted(tmp_path_factory.mktemp("unguarded"), PLANTED, STEPS)
    arguments = ("-p", "no:cacheprovider", "-q", "--cucumberjson=out.json", "-o", "addopts=")
    ran = python(folder, "-W", "ignore", "-m", "pytest", *arguments)
    assert ran.returncode == 0, ran.stdout
    return list(json.loads((folder / "out.json").read_text()))


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    """Give what the plugin says of the same features."""
    folder = planted(tmp_path_factory.mktemp("guarded"), PLANTED, STEPS)
    return python(folder, "-W", "ignore", "-c", GUARDED)


@pytest.mark.parametrize(
    ("trap", "ran", "says"),
    [
        ("twins", ["passed"], "twins.feature: 2 scenarios are called 'The same'; all but one"),
        ("ambiguous", ["passed"], "ambiguous.feature: 2 definitions match 'it is either'"),
        ("asynchronous", ["passed"], "is an asynchronous step: it would not run"),
        ("hidden", [], "hidden.feature: the tag @skip would hide a scenario"),
    ],
)
def test_what_pytest_bdd_would_pass_is_refused(
    unguarded: list[dict[str, Any]],
    guarded: subprocess.CompletedProcess[str],
    trap: str,
    ran: list[str],
    says: str,
) -> None:
    """Alone it shows nothing wrong and ends with 0; with the plugin nothing runs at all."""
    feature = [one for one in unguarded if one["uri"].endswith(f"{trap}.feature")]
    steps = [step for one in feature for element in one["elements"] for step in element["steps"]]

    assert [step["result"]["status"] for step in steps] == ran
    assert guarded.returncode == pytest.ExitCode.USAGE_ERROR
    assert "the specification cannot be run" in guarded.stderr
    assert says in guarded.stderr
    assert "TOLD" not in guarded.stdout


RUNS: Final = {
    "runs": """
        Feature: Runs
          @NAF-01.1
          Scenario: It is seen
            Given something was seen
          @NAF-01.1
          Scenario: Nothing is seen
            Given it is right
          @NAF-01.2
          Scenario: It breaks
            Given something was seen
            And it is wrong
          @NAF-01.2
          Scenario: It is given up
            Given something was seen
            And the target lacks it
          @NAF-01.2
          Scenario: It breaks afterwards
            Given something was seen
            And it cannot be cleared up
        """
}

RUNNING: Final = """
import pytest
from pytest_bdd import given, scenarios

@given("something was seen")
def _(request):
    pytest.ledger.open(request.node.nodeid)
    pytest.ledger.record("seen", "it")

@given("it is right")
def _():
    pass

@given("it is wrong")
def _():
    raise AssertionError("wrong")

@given("the target lacks it")
def _():
    pytest.skip("lacks it")

@given("it cannot be cleared up")
def _():
    yield
    raise RuntimeError("in the way")

scenarios(".")
"""


def test_only_what_was_shown_passes(tmp_path: Path) -> None:
    """
    A sound specification runs under the same plugin, and nothing unproven is green.

    Not a scenario without evidence, not one that pytest counts as skipped, and not one whose
    clearing up broke.
    """
    ran = python(planted(tmp_path, RUNS, RUNNING), "-c", GUARDED)

    told = [line.split("|") for line in ran.stdout.splitlines() if "TOLD|" in line]
    assert [(name, outcome) for _, name, outcome, _ in told] == [
        ("It is seen", "passed"),
        ("Nothing is seen", "inconclusive"),
        ("It breaks", "inconclusive"),
        ("It is given up", "inconclusive"),
        ("It breaks afterwards", "inconclusive"),
    ], ran.stdout + ran.stderr
    reasons = [reason for *_, reason in told]
    assert reasons[1] == "the scenario passed without a single exchange"
    assert reasons[2].startswith("a fault of the harness, not of the target: AssertionError: wrong")
    assert reasons[3].startswith("a fault of the harness, not of the target: Skipped: lacks it")
    assert reasons[4] == "a fault of the harness, not of the target: RuntimeError: in the way"
    assert "FAULT|None" in ran.stdout
