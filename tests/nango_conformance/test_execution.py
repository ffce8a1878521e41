"""What surrounds pytest in a run: the specification, the environment, and what is missing."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, Final

import pytest

from nango_conformance import execution, playing
from nango_conformance.assembly import Gathered
from nango_conformance.evidence import Entry, Ledger, Redactor
from nango_conformance.playing import feature_sources
from nango_conformance.recorder import Told
from nango_conformance.records import FeatureSource, ScenarioRecord
from nango_conformance.selection import Selection
from nango_conformance.target import Target
from nango_conformance.verdict import Finding, Outcome

TEXT: Final = """\
@area
Feature: F

  @NAF-01.1 @must
  Rule: First
    Scenario: One
      Given x
    Scenario: Two
      Given x

  @NAF-01.2 @must
  Rule: Second
    Scenario Outline: Rows
      Given <x>
      Examples:
        | x |
        | a |
"""
FEATURE: Final = FeatureSource(uri="features/01.feature", text=TEXT)


def told(line: int, name: str) -> Told:
    """Return the end of a scenario."""
    return Told(
        finding=Finding(check="NAF-01.1", outcome=Outcome.PASSED),
        record=ScenarioRecord(uri=FEATURE.uri, name=name, line=line, steps=(), started=0),
        notes=(),
        duration_s=0.1,
        evidence=("E0002", "E0001"),
    )


@pytest.fixture
def gathered(make_target: Callable[..., Target]) -> Callable[..., Gathered]:
    """Give a maker of what a run left behind."""

    def make(*ends: Told, chosen: str = "NAF-01.1", **more: Any) -> Gathered:
        return Gathered(
            target=make_target(),
            seed=1,
            selection=Selection(),
            chosen=frozenset(chosen.split()),
            started=0,
            told=ends,
            entries=tuple(Entry(id=f"E000{n}", scenario="", title="t", text="x") for n in (1, 2)),
            **more,
        )

    return make


def test_the_specification_is_packaged() -> None:
    """Every feature, in order, under the name that a report tells."""
    uris = [one.uri for one in feature_sources()]

    assert uris == sorted(uris)
    assert all(uri.startswith("features/") and uri.endswith(".feature") for uri in uris)
    assert len(uris) >= 10


def test_what_ran_is_complete(gathered: Callable[..., Gathered]) -> None:
    """Every scenario of the chosen checks; the others are not missed."""
    whole = gathered(told(6, "One"), told(8, "Two"))

    assert execution._complete(whole, [FEATURE]) is whole


def test_a_scenario_that_vanished_is_a_fault(gathered: Callable[..., Gathered]) -> None:
    """Its place and its name are told: a checklist must not look complete without it."""
    found = execution._complete(gathered(told(8, "Two")), [FEATURE])

    assert found.fault == "1 scenarios did not run: features/01.feature:6 One"


def test_a_row_that_vanished_is_a_fault(gathered: Callable[..., Gathered]) -> None:
    """One example of an outline counts like a scenario."""
    found = execution._complete(gathered(chosen="NAF-01.2"), [FEATURE])

    assert found.fault == "1 scenarios did not run: features/01.feature:17 Rows"


def test_a_selection_without_a_scenario_is_a_fault(gathered: Callable[..., Gathered]) -> None:
    """Controls may have passed; of what was asked for nothing was shown."""
    run = gathered(
        told(6, "One"),
        chosen="NAF-01.1 NAF-09.9",
        wanted=frozenset({"NAF-09.9"}),
        built=frozenset({"NAF-01.1"}),
    )

    fault = execution._complete(run, [FEATURE]).fault or ""

    assert "no scenario for what was selected" in fault


def test_what_is_missing_is_explained_once(gathered: Callable[..., Gathered]) -> None:
    """Where the run ended early, that is the reason."""
    ended = gathered(fault="interrupted")

    assert execution._complete(ended, [FEATURE]) is ended


@pytest.mark.parametrize("fault", ["interrupted", None])
def test_what_was_played_in_part_is_told_of(
    gathered: Callable[..., Gathered], fault: str | None
) -> None:
    """One story of two says nothing of the other."""
    half = gathered(told(6, "One"), chosen="NAF-01.1 NAF-01.2", fault=fault)

    assert execution._complete(half, [FEATURE]).partly == {"NAF-01.1": (1, 2)}


def test_evidence_goes_with_its_scenario(gathered: Callable[..., Gathered]) -> None:
    """In the order in which it was seen there."""
    (record,) = execution._records(gathered(told(6, "One")))

    assert [(one.id, one.title, one.text) for one in record.attachments] == [
        ("E0002", "t", "x"),
        ("E0001", "t", "x"),
    ]


def test_pytest_s_variables_are_put_away_and_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even when the run breaks down; what was not set is not set afterwards."""
    monkeypatch.setenv("PYTEST_ADDOPTS", "-x")
    monkeypatch.setenv("PYTEST_PLUGINS", "theirs")
    monkeypatch.delenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", raising=False)

    def break_down() -> None:
        with playing._surroundings_cleared():
            raise RuntimeError(sorted({"PYTEST_ADDOPTS", "PYTEST_PLUGINS"} & set(os.environ)))

    with pytest.raises(RuntimeError) as caught:
        break_down()

    assert caught.value.args == ([],)
    assert (os.environ["PYTEST_ADDOPTS"], os.environ["PYTEST_PLUGINS"]) == ("-x", "theirs")
    assert "PYTEST_DISABLE_PLUGIN_AUTOLOAD" not in os.environ


def test_our_own_packages_are_no_impostors() -> None:
    """Found beside the program, they are taken; the next test has one that is not."""
    assert playing._impostor() is None


@pytest.mark.parametrize(
    ("of_plugin", "of_pytest", "kept"),
    [
        ("it said: hush-hush", "pytest broke down", "it said: {}"),
        (None, "it said: hush-hush", "it said: {}"),
        (None, None, None),
    ],
)
def test_a_fault_is_told_without_secrets(
    gathered: Callable[..., Gathered],
    of_plugin: str | None,
    of_pytest: str | None,
    kept: str | None,
) -> None:
    """It may quote the target's log; the plugin knows best why a run ended."""
    redact = Redactor()
    redact.learn("secret key", "hush-hush")
    session: Any = SimpleNamespace(
        redact=redact, ledger=Ledger(redact), target=SimpleNamespace(base_url="http://x")
    )
    plugin: Any = SimpleNamespace(
        told=[], built=frozenset(), fault=of_plugin, schema_breaks=["b", "a", "b"]
    )

    found = execution._with_what_ran(gathered(), [(session, plugin)], of_pytest)

    assert found.fault == (kept.format(redact("hush-hush")) if kept else None)
    assert (found.base_url, found.schema_breaks) == ("http://x", ("b", "a"))


def test_what_became_known_later_is_hidden_in_what_was_told_before(
    gathered: Callable[..., Gathered],
) -> None:
    """A reason quotes an answer; that this has a secret in it may be known by a later one."""
    redact = Redactor()
    session: Any = SimpleNamespace(
        redact=redact, ledger=Ledger(redact), target=SimpleNamespace(base_url="http://x")
    )
    one = told(6, "One")
    finding = dataclasses.replace(one.finding, reason="saw hush-hush")
    one = dataclasses.replace(one, finding=finding, evidence=())
    plugin: Any = SimpleNamespace(
        told=[one], built=frozenset(), fault=None, schema_breaks=["hush-hush"]
    )
    redact.learn("token", "hush-hush")

    found = execution._with_what_ran(gathered(), [(session, plugin)], None)

    assert "hush" not in f"{found.told} {found.schema_breaks}"
    assert "‹token " in found.told[0].finding.reason


def test_a_run_that_never_opened_keeps_its_fault(gathered: Callable[..., Gathered]) -> None:
    """A target that cannot even be started leaves nothing else behind."""
    found = execution._with_what_ran(gathered(), [], "true cannot be started")

    assert (found.fault, found.told, found.base_url) == ("true cannot be started", (), None)


def test_evidence_is_numbered_as_it_happened(gathered: Callable[..., Gathered]) -> None:
    """What is of no scenario comes first; then scenario by scenario, each as its end has it."""
    ledger = Ledger(Redactor())
    for title in ("contact", "late", "early"):
        ledger.record(title, "x")
    one = dataclasses.replace(told(6, "One"), evidence=("E0003", "E0002"))
    session: Any = SimpleNamespace(
        redact=Redactor(), ledger=ledger, target=SimpleNamespace(base_url="http://x")
    )
    plugin: Any = SimpleNamespace(told=[one], built=frozenset(), fault=None, schema_breaks=[])

    found = execution._with_what_ran(gathered(), [(session, plugin)], None)

    assert [(entry.id, entry.title) for entry in found.entries] == [
        ("E0001", "contact"),
        ("E0002", "early"),
        ("E0003", "late"),
    ]
    assert found.told[0].evidence == ("E0002", "E0003")
