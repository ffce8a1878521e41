"""
The backends of `examples/`: each is right, and each mistake that is put into it is found.

A file beside this one says of each example what must come of it, and how it is made wrong:
by a text of its own that another takes the place of.
"""

from __future__ import annotations

import re
import shutil
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest

from tests.judged import judged, merged

HERE: Final = Path(__file__).parent
EXAMPLES: Final = HERE.parents[1] / "examples"
FEWEST_MISTAKES: Final = 5

IMPATIENT: Final = {"activation_s": 1.0, "sync_s": 2}
"""What never comes is not waited for as long as in earnest, so that red is quick."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """A mistake: `old` stands once in `file`, `new` takes its place, and these checks fail."""

    file: str
    old: str
    new: str
    exit: int
    fails: list[str]
    also: Mapping[str, str] = field(default_factory=dict)
    defect: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What must come of an example, and of the mistakes that are put into it."""

    exit: int
    not_applicable: Mapping[str, str]
    not_observable: Mapping[str, str]
    wrong: Mapping[str, Wrong]


def expected(name: str) -> Expected:
    """Return what the file beside this one says of an example."""
    said: dict[str, Any] = tomllib.loads((HERE / f"{name}.toml").read_text())
    return Expected(
        exit=said["exit"],
        not_applicable=said.get("not-applicable", {}),
        not_observable=said.get("not-observable", {}),
        wrong={key: Wrong(**value) for key, value in said.get("wrong", {}).items()},
    )


NAMES: Final = sorted(path.stem for path in HERE.glob("*.toml"))
MISTAKES: Final = [(name, key) for name in NAMES for key in expected(name).wrong]


@pytest.fixture
def example(tmp_path: Path, npm_installed: Callable[[Path], Path]) -> Callable[[str], Path]:
    """Return what gives a copy of an example, with what it needs from npm beside it."""

    def copy(name: str) -> Path:
        folder = tmp_path / name
        skipped = shutil.ignore_patterns("node_modules", "*.db", "__pycache__")
        shutil.copytree(EXAMPLES / name, folder, ignore=skipped)
        package = folder / "package.json"
        if package.exists() and '"dependencies"' in package.read_text():
            (folder / "node_modules").symlink_to(npm_installed(package))
        return folder

    return copy


@pytest.mark.node
@pytest.mark.parametrize("name", NAMES)
def test_a_right_backend_gets_no_red(example: Callable[[str], Path], name: str) -> None:
    """What does not apply to it, and what it does not show, is what its file says, and why."""
    said, folder = expected(name), example(name)
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
@pytest.mark.parametrize(("name", "mistake"), MISTAKES)
def test_a_mistake_is_found(example: Callable[[str], Path], name: str, mistake: str) -> None:
    """
    By the checks that are about it, with their positive controls.

    Of these no other is red but those that follow from the mistake.
    """
    wrong, folder = expected(name).wrong[mistake], example(name)
    _put_in(wrong, folder)
    target = tomllib.loads((folder / "target.toml").read_text())
    selected = [word for check in (*wrong.fails, *wrong.also) for word in ("--check", check)]
    result = judged(merged(target, {"limits": IMPATIENT}), folder, selected)

    failed = result.having("failed")
    assert failed >= set(wrong.fails), result.said
    assert failed <= {*wrong.fails, *wrong.also}, result.said
    assert result.status == wrong.exit, result.said


@pytest.mark.parametrize("name", NAMES)
def test_an_example_has_mistakes_enough(name: str) -> None:
    """Each of them about something else than the one before."""
    wrong = expected(name).wrong

    assert len(wrong) >= FEWEST_MISTAKES
    assert len({tuple(one.fails) for one in wrong.values()}) >= FEWEST_MISTAKES


def test_every_example_is_expected_something_of() -> None:
    """And has a description, and a page that says how to run it."""
    folders = sorted(path.name for path in EXAMPLES.iterdir() if path.is_dir())

    assert folders == NAMES
    for name in NAMES:
        assert (EXAMPLES / name / "target.toml").exists()
        assert (EXAMPLES / name / "README.md").exists()


def _put_in(wrong: Wrong, folder: Path) -> None:
    path = folder / wrong.file
    text = path.read_text()
    assert text.count(wrong.old) == 1, (
        f"{wrong.file} has {text.count(wrong.old)} times {wrong.old!r}"
    )
    path.write_text(text.replace(wrong.old, wrong.new))
