"""The rows of the matrix are read from where they are written, and recorded by check."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from nango_conformance.errors import UsageError
from nango_conformance.selftest.backends import put_in
from nango_conformance.selftest.record import record
from nango_conformance.selftest.wrong import Replacement, Wrong, wrong_backends

MISTAKE = Replacement(example="small", file="server.js", old="verify(body)", new="true")


@pytest.fixture
def tests(tmp_path: Path) -> Path:
    """Return a folder of tests with a mutant in two files, one of our own, and an example."""
    matrix = tmp_path / "mutants" / "matrix"
    matrix.mkdir(parents=True)
    (matrix / "a.toml").write_text(
        '[D04]\nexit = 1\n[D04.fails."NAF-12.1"]\nsays = "s"\nshows = "x"\n'
        '[X-OURS]\nexit = 1\n[X-OURS.fails."NAF-12.1"]\nsays = "s"\nshows = "x"\n'
    )
    (matrix / "b.toml").write_text(
        '[D04.fails."NAF-02.1"]\nsays = "t"\nshows = "y"\nexamples = ["one"]\n'
    )
    (tmp_path / "mutants" / "x_ours.py").write_text('"""X-OURS: Does what\nit should not."""\n')
    examples = tmp_path / "examples"
    examples.mkdir()
    (examples / "small.toml").write_text(
        "exit = 0\n[wrong.open]\ndefect = 'D06'\nfile = 'server.js'\nold = 'verify(body)'\n"
        "new = 'true'\nexit = 1\nfails = ['NAF-12.1']\n"
    )
    return tmp_path


def test_rows_are_read_from_all_files(tests: Path) -> None:
    """What two files say of one mutant is one row; a mistake in an example is a row too."""
    mutant, ours, mistake = wrong_backends(tests)

    assert (mutant.name, mutant.defect, set(mutant.fails)) == (
        *("D04", "D04"),
        {"NAF-12.1", "NAF-02.1"},
    )
    assert mutant.fails["NAF-02.1"].examples == ("one",)
    assert (ours.name, ours.defect) == ("X-OURS", None)
    assert (mistake.name, mistake.defect) == ("small/open", "D06")
    assert mistake.replacement == MISTAKE


def test_what_was_seen_is_recorded_by_check(tests: Path) -> None:
    """With the sentence of a defect that the catalogue does not have."""
    written = tomllib.loads(record(wrong_backends(tests), tests / "mutants"))

    assert written == {
        "checks": {"NAF-02.1": ["D04"], "NAF-12.1": ["D04", "D06", "X-OURS"]},
        "ours": {"X-OURS": "Does what it should not"},
    }


def test_a_mistake_with_neither_number_nor_name_is_not_recorded(tmp_path: Path) -> None:
    """There is nothing that a report could call it."""
    nameless = Wrong(name="small/open", exit=1, fails={}, replacement=MISTAKE)

    assert tomllib.loads(record([nameless], tmp_path)) == {"checks": {}, "ours": {}}


@pytest.mark.parametrize("text", ["", "verify(body); verify(body)"])
def test_a_text_that_is_not_there_once_is_no_mistake(tmp_path: Path, text: str) -> None:
    """An example that has changed must not be judged right by accident."""
    (tmp_path / "server.js").write_text(text)

    with pytest.raises(UsageError, match="times 'verify"):
        put_in(MISTAKE, tmp_path)


def test_a_mistake_takes_the_place_of_its_text(tmp_path: Path) -> None:
    """And of nothing else."""
    (tmp_path / "server.js").write_text("if (verify(body)) activate()")

    put_in(MISTAKE, tmp_path)

    assert (tmp_path / "server.js").read_text() == "if (true) activate()"
