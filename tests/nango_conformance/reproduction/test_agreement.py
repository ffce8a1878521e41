"""
Every script ends as its check does: on the right backend, and on a wrong one that the check fails.

That the check fails there is what tests/test_every_check_can_fail.py shows; the matrix says by
which examples, and in these the script must be red as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
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
AWAY: Final = ("NAF-02.6", "NAF-04.1", "NAF-11.1", "NAF-12.1", "NAF-18.4")
AT_ONCE: Final = 4
"""Scripts that are played at a time."""

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


PAIRS: Final = [(check, wrong) for check in SCRIPTS for wrong in wrong_for(check)]
PARTS: Final = 4
"""Parts that the pairs are played in: a test has five minutes."""


@contextmanager
def opened(target: Target) -> Iterator[Session]:
    """Run a target and its Nango."""
    with Session.open(target, seed=1, run_id="shell", timeout_s=30) as session:
        session.wait()
        yield session


def played(plays: Iterable[Callable[[], Iterator[str]]]) -> list[str]:
    """Play some scripts at a time, and return the complaints: for most of it they wait."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [said for some in pool.map(lambda play: list(play()), plays) for said in some]


def right(scripts_: Mapping[str, str], target: Target) -> list[str]:
    """Play every script on a right backend, and return what did not end with a pass."""

    def play(mine: Sequence[str]) -> Iterator[str]:
        with opened(target) as session:
            for check in mine:
                ended = shown(scripts_[check], surroundings(session))
                if ended.status != 0 or "command not found" in ended.said:
                    yield f"{check}: {ended.status}\n{ended.said}"

    checks = [*scripts_]
    return played(partial(play, checks[n::AT_ONCE]) for n in range(AT_ONCE))


def test_every_script_passes_on_the_right_backend() -> None:
    """The positive control: it is the defect that makes the difference."""
    assert len(SCRIPTS) > 40
    assert right(SCRIPTS, bundled_reference()) == []


def test_every_script_passes_on_another_right_backend() -> None:
    """Bearer tokens, a database, and an end user that is an organisation."""
    target = load_target(ORGANISATIONS)
    for_them, _ = scripts(target)

    assert len(for_them) > 10
    assert right(for_them, target) == []


def test_a_backend_that_is_away_is_not_judged() -> None:
    """Whoever does not answer has done nothing forbidden, and nothing that is wanted."""
    with opened(bundled_reference()) as session:
        away = {**surroundings(session), "BASE_URL": "http://127.0.0.1:9"}
        ended = {check: shown(SCRIPTS[check], away) for check in AWAY}

    assert {check: one.status for check, one in ended.items()} == dict.fromkeys(AWAY, 3)


def test_a_wrong_signing_key_is_noticed() -> None:
    """A forgery that is to be nearly right would be just a wrong one, and refused for that."""
    signing = [check for check, text in SCRIPTS.items() if "nangos_key()" in text]
    with opened(bundled_reference()) as session:
        wrong = {**surroundings(session), "NANGO_WEBHOOK_SIGNING_KEY": "a-typo"}
        ended = {check: shown(SCRIPTS[check], wrong) for check in signing}

    assert len(signing) >= 3
    assert {check: one.status for check, one in ended.items()} == dict.fromkeys(signing, 3)
    assert all("is not the key by which Nango signs" in one.said for one in ended.values())


@pytest.mark.parametrize("part", range(PARTS))
def test_every_script_fails_where_its_check_does(part: int, tmp_path: Path) -> None:
    """In the examples, too, in which the matrix says that the check fails."""

    def play(check: str, wrong: Wrong) -> Iterator[str]:
        path = tmp_path / f"{check}-{wrong.name}.toml"
        document = SOURCES.mutant(wrong.name, wrong.target)
        path.write_text("".join(f"{key} = {toml(value)}\n" for key, value in document.items()))
        target = load_target(path)
        script = script_of(load().check(check), feature_sources(), target)
        with opened(target) as session:
            ended = shown(script, surroundings(session))
        missing = set(wrong.fails[check].examples) - ended.red
        if ended.status != 1 or missing or "command not found" in ended.said:
            yield f"{check} on {wrong.name}: {ended.status}, without {missing}\n{ended.said}"

    assert played(partial(play, *pair) for pair in PAIRS[part::PARTS]) == []


def test_every_script_was_seen_failing() -> None:
    """One that no wrong backend makes fail would be no script."""
    assert {check for check, _ in PAIRS} == {*SCRIPTS}
