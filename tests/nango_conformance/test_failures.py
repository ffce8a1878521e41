"""Each failure has a code that never changes, and something that it most likely comes from."""

from __future__ import annotations

import datetime
import tomllib
from pathlib import Path

import pytest

import nango_conformance
from nango_conformance.catalogue import load
from nango_conformance.errors import Nonconformance
from nango_conformance.failures import cause_of, code_of, meaning_of
from nango_conformance.kinds import Kind
from nango_conformance.recorder import Scene
from nango_conformance.verdict import Finding, Outcome, judge

PACKAGE = Path(nango_conformance.__file__).parent
TEXTS = tomllib.loads((PACKAGE / "causes.toml").read_text("utf-8"))


def test_every_kind_has_its_texts() -> None:
    """What nobody can know has no cause: `other` is for whoever raises one of his own."""
    likely = [kind for kind in Kind if kind is not Kind.OTHER]

    assert set(TEXTS["kinds"]) == {kind.value for kind in Kind}
    assert all(meaning_of(code_of("NAF-01.1", kind)).endswith(".") for kind in Kind)
    assert meaning_of("NAF-01.1/of-a-later-release") == ""
    assert all(cause_of("NAF-01.1", kind).endswith(".") for kind in likely)


def test_a_check_may_know_better_than_its_kind() -> None:
    """What is likely depends on what was sent."""
    general = cause_of("NAF-02.1", Kind.ACTIVE_LINK)

    assert cause_of("NAF-12.5", Kind.ACTIVE_LINK) != general
    assert general == TEXTS["kinds"]["active-link"]["cause"]


def test_causes_are_those_of_checks_and_kinds_that_there_are() -> None:
    """A misspelt code would never be found."""
    checks = {check.id for check in load().checks}
    codes = [code.split("/") for code in TEXTS["checks"]]

    assert [code for code in codes if code[0] not in checks or code[1] not in set(Kind)] == []


def test_a_code_is_the_check_and_the_kind() -> None:
    """It is what people search for."""
    assert code_of("NAF-12.1", Kind.ACTIVE_LINK) == "NAF-12.1/active-link"


@pytest.fixture
def scene() -> Scene:
    """Give a scenario that hides what it is told to hide."""
    return Scene(
        check="NAF-06.1",
        uri="features/06_webhook.feature",
        name="x",
        line=1,
        tags=(),
        clean=lambda text: text.replace("hush", "‹hidden›"),
    )


def test_the_finding_keeps_the_kind_and_the_cause_without_secrets(scene: Scene) -> None:
    """What a diagnosis has found out may quote an answer."""
    error = Nonconformance("a", "b", kind=Kind.WEBHOOK_REFUSED, cause="it says hush")

    finding = scene.end(error, ()).finding

    assert finding.kind is Kind.WEBHOOK_REFUSED
    assert finding.cause == "it says ‹hidden›"


def test_the_verdict_has_the_kind_of_the_finding_that_tells() -> None:
    """A scenario that passed says nothing of what is wrong."""
    findings = [
        Finding(check="NAF-01.1", outcome=Outcome.PASSED),
        Finding(check="NAF-01.1", outcome=Outcome.FAILED, kind=Kind.WRONG_TOKEN, cause="c"),
    ]

    verdicts = {v.check: v for v in judge(load(), findings, today=datetime.date(2026, 3, 12))}

    assert verdicts["NAF-01.1"].kind is Kind.WRONG_TOKEN
    assert verdicts["NAF-01.1"].cause == "c"
    assert verdicts["NAF-02.1"].kind is None
