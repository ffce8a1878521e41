"""
The backends of `examples/`: each is right, and each mistake that is put into it is found.

A file beside this one says of each example what must come of it, and how it is made wrong:
by a text of its own that another takes the place of.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from nango_conformance.catalogue import load
from nango_conformance.rehearsal import events_of
from nango_conformance.schedules import Event, all_schedules
from nango_conformance.selftest.backends import Sources
from nango_conformance.selftest.judging import judged
from nango_conformance.selftest.proving import prove
from nango_conformance.selftest.wrong import wrong_backends
from nango_conformance.target import load_target
from tests.judged import ROOT

HERE: Final = Path(__file__).parent
EXAMPLES: Final = HERE.parents[1] / "examples"
FEWEST_MISTAKES: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What must come of an example that is right."""

    exit: int
    not_applicable: Mapping[str, str]
    not_observable: Mapping[str, str]


def expected(name: str) -> Expected:
    """Return what the file beside this one says of an example."""
    said: dict[str, Any] = tomllib.loads((HERE / f"{name}.toml").read_text())
    return Expected(
        exit=said["exit"],
        not_applicable=said.get("not-applicable", {}),
        not_observable=said.get("not-observable", {}),
    )


NAMES: Final = sorted(path.stem for path in HERE.glob("*.toml"))
MISTAKES: Final = {one.name: one for one in wrong_backends(ROOT / "tests") if one.replacement}


@pytest.fixture
def sources(npm_installed: Callable[[Path], Path]) -> Sources:
    """Return the examples, with what they need from npm."""
    return Sources(root=ROOT, npm=npm_installed)


@pytest.mark.node
@pytest.mark.parametrize("name", NAMES)
def test_a_right_backend_gets_no_red(sources: Sources, tmp_path: Path, name: str) -> None:
    """What does not apply to it, and what it does not show, is what its file says, and why."""
    said, folder = expected(name), sources.example(name, tmp_path)
    result = judged(tomllib.loads((folder / "target.toml").read_text()), folder)

    assert result.having("failed", "inconclusive") == set(), result.said
    assert result.status == said.exit, result.said
    for verdict, reasons in (
        ("not-applicable", said.not_applicable),
        ("not-observable", said.not_observable),
    ):
        assert result.having(verdict) == reasons.keys(), result.said
        for check, reason in reasons.items():
            assert re.search(reason, result.checks[check]["reason"]), result.checks[check]


@pytest.mark.node
@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_found(sources: Sources, mistake: str) -> None:
    """
    By the checks that must fail on it, with their positive controls.

    Of these no other is red but those that follow from the mistake.
    """
    proved = prove(MISTAKES[mistake], sources, load(), whole=False)

    assert [problem.text for problem in proved.problems] == []


@pytest.mark.node
@pytest.mark.parametrize("name", NAMES)
def test_a_right_backend_is_right_in_every_order(
    sources: Sources, tmp_path: Path, name: str
) -> None:
    """
    Of two events that race, or with an error; `run --schedule all` plays all, and takes minutes.

    Only what its shape does not have is left out.
    """
    folder = sources.example(name, tmp_path)
    document = tomllib.loads((folder / "target.toml").read_text())
    events = events_of(load_target(folder / "target.toml"))
    telling = [s for s in all_schedules(events, 2) if s.races or Event.ERROR in s.events]
    ids = [one.id for one in telling]
    result = judged(document, folder, [word for id_ in ids for word in ("--schedule", id_)])

    assert result.status == 0, result.said
    assert f"  {len(ids)} passed;" in result.said
    assert ("left out: frontend says done" in result.said) == ("finalise" not in document)


@pytest.mark.parametrize("name", NAMES)
def test_an_example_has_mistakes_enough(name: str) -> None:
    """Each of them about something else than the one before."""
    mine = [one for key, one in MISTAKES.items() if key.startswith(f"{name}/")]

    assert len(mine) >= FEWEST_MISTAKES
    assert len({tuple(one.fails) for one in mine}) >= FEWEST_MISTAKES


def test_every_example_is_expected_something_of() -> None:
    """And has a description, and a page that says how to run it."""
    folders = sorted(path.name for path in EXAMPLES.iterdir() if path.is_dir())

    assert folders == NAMES
    for name in NAMES:
        assert (EXAMPLES / name / "target.toml").exists()
        assert (EXAMPLES / name / "README.md").exists()
