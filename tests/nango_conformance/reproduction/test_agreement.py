"""
Every script ends as its check does: on the right backend, and on a wrong one that the check fails.

That the check fails there is what tests/test_every_check_can_fail.py shows; the matrix says by
which examples, and in these the script must be red as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from nango_conformance.catalogue import load
from nango_conformance.cli.reproduce import surroundings
from nango_conformance.playing import feature_sources
from nango_conformance.reproduction import script_of
from nango_conformance.selftest.backends import Sources
from nango_conformance.selftest.wrong import Wrong, wrong_backends
from nango_conformance.stage.session import Session
from nango_conformance.target import Target, bundled_reference, load_target
from tests.judged import ROOT, toml
from tests.nango_conformance.reproduction.shells import SCRIPTS, scripts, shown


def no_packages(wanted: Path) -> Path:
    """Refuse to install anything: no mutant of the reference needs it."""
    raise AssertionError(f"{wanted} is no mutant's")


ORGANISATIONS: Final = ROOT / "examples" / "fastapi-org" / "target.toml"
OF_ORGANISATIONS, _ = scripts(load_target(ORGANISATIONS))

SOURCES: Final = Sources(root=ROOT, npm=no_packages)
MUTANTS: Final = [one for one in wrong_backends(ROOT / "tests") if one.replacement is None]


def wrong_for(check: str) -> Iterator[Wrong]:
    """
    Yield mutants that fail a check, until every example that any of them fails is covered.

    The plainest come first: those with the reference's own description.
    """
    covered: set[str] | None = None
    for one in sorted(MUTANTS, key=lambda one: bool(one.target)):
        proof = one.fails.get(check)
        if proof is not None and (covered is None or not covered.issuperset(proof.examples)):
            covered = {*(covered or ()), *proof.examples}
            yield one


def opened(target: Target) -> Iterator[Session]:
    """Run a target and its Nango."""
    with Session.open(target, seed=1, run_id="shell", timeout_s=30) as session:
        session.wait()
        yield session


@pytest.fixture(scope="module")
def reference() -> Iterator[Session]:
    """Run the right backend, once for all scripts."""
    yield from opened(bundled_reference())


@pytest.mark.parametrize("check", SCRIPTS)
def test_a_script_passes_on_the_right_backend(check: str, reference: Session) -> None:
    """The positive control: it is the defect that makes the difference."""
    ended = shown(SCRIPTS[check], surroundings(reference))

    assert ended.status == 0, ended.said
    assert "command not found" not in ended.said


@pytest.fixture(scope="module")
def organisations() -> Iterator[Session]:
    """Run the example in which connections are an organisation's, once for all scripts."""
    yield from opened(load_target(ORGANISATIONS))


@pytest.mark.parametrize("check", OF_ORGANISATIONS)
def test_a_script_passes_on_another_right_backend(check: str, organisations: Session) -> None:
    """Bearer tokens, a database, and an end user that is an organisation."""
    ended = shown(OF_ORGANISATIONS[check], surroundings(organisations))

    assert ended.status == 0, ended.said
    assert "command not found" not in ended.said


@pytest.mark.parametrize("check", ["NAF-02.6", "NAF-04.1", "NAF-11.1", "NAF-12.1", "NAF-18.4"])
def test_a_backend_that_is_away_is_not_judged(check: str, reference: Session) -> None:
    """Whoever does not answer has done nothing forbidden, and nothing that is wanted."""
    ended = shown(SCRIPTS[check], {**surroundings(reference), "BASE_URL": "http://127.0.0.1:9"})

    assert ended.status == 3, ended.said


@pytest.mark.parametrize(
    ("check", "wrong"),
    [
        pytest.param(check, wrong, id=f"{check}-{wrong.name}")
        for check in SCRIPTS
        for wrong in wrong_for(check)
    ],
)
def test_a_script_fails_where_its_check_does(check: str, wrong: Wrong, tmp_path: Path) -> None:
    """In the examples, too, in which the matrix says that the check fails."""
    document = SOURCES.mutant(wrong.name, wrong.target)
    path = tmp_path / "target.toml"
    path.write_text("".join(f"{key} = {toml(value)}\n" for key, value in document.items()))
    target = load_target(path)
    script = script_of(load().check(check), feature_sources(), target)

    for session in opened(target):
        ended = shown(script, surroundings(session))

    assert ended.status == 1, ended.said
    assert "command not found" not in ended.said
    assert ended.red >= set(wrong.fails[check].examples), ended.said
