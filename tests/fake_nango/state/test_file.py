"""The file: whose it is, who may read it, and what is said when it cannot be used."""

from __future__ import annotations

import sqlite3
import stat
from pathlib import Path

import pytest

from fake_nango.__main__ import WRONG_USAGE, main
from fake_nango.lasting import StateFileError
from fake_nango.lasting.file import StateFile
from tests.fake_nango.state.conftest import ANY_PORT, Start

ROWS = [("a", "1", "x"), ("a", "2", "y"), ("b", "1", "z")]


def test_what_was_written_is_read_in_its_order(tmp_path: Path) -> None:
    """A change keeps an entry's place; an entry without a value has gone."""
    with StateFile(tmp_path / "s") as file:
        file.write(ROWS)
        file.write([("a", "1", "changed"), ("b", "1", None)])

    with StateFile(tmp_path / "s") as file:
        assert file.read() == [("a", "1", "changed"), ("a", "2", "y")]


def test_a_write_is_whole_or_not_at_all(tmp_path: Path) -> None:
    """What fails in the middle changes nothing."""
    with StateFile(tmp_path / "s") as file:
        file.write(ROWS)
        with pytest.raises(sqlite3.Error):
            file.write([("a", "1", "changed"), (None, "1", "x")])  # type: ignore[list-item]

        assert file.read() == ROWS


def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    """There are keys and tokens in it, and in what SQLite keeps beside it."""
    with StateFile(tmp_path / "s") as file:
        file.write(ROWS)
        modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in tmp_path.iterdir()}

    assert set(modes) >= {"s", "s-wal"}
    assert set(modes.values()) == {0o600}


def test_an_empty_file_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    """As one is that somebody has made beforehand."""
    (tmp_path / "s").touch(mode=0o644)

    StateFile(tmp_path / "s").__exit__()

    assert stat.S_IMODE((tmp_path / "s").stat().st_mode) == 0o600


def test_two_fakes_cannot_share_one(
    start: Start, state: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The second is told so; the first goes on."""
    first = start()

    status = main([*ANY_PORT, "--state", str(state)])

    said = capfd.readouterr().err
    assert status == WRONG_USAGE
    assert "Is another fake running with the same --state?" in said
    assert first.session().startswith("nango_connect_session_")


def foreign(path: Path) -> None:
    """Write another program's database."""
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE theirs (x)")
    database.close()


def newer(path: Path) -> None:
    """Write a file of a version that is to come."""
    StateFile(path).__exit__()
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 99")
    database.close()


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (foreign, "somebody else's SQLite database"),
        (newer, "version 99"),
        (lambda path: path.write_bytes(b"not a database at all" * 100), "is not a file of"),
        (lambda path: path.mkdir(), "cannot be kept in"),
    ],
)
def test_a_file_that_is_not_ours_is_left_alone(tmp_path: Path, make: object, said: str) -> None:
    """And the message says what to do."""
    path = tmp_path / "s"
    make(path)  # type: ignore[operator]
    before = path.read_bytes() if path.is_file() else b""

    with pytest.raises(StateFileError, match=said) as caught:
        StateFile(path)

    assert "file" in str(caught.value)
    assert (path.read_bytes() if path.is_file() else b"") == before


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    """Nothing is made in its place."""
    with pytest.raises(StateFileError, match="exists and that you may write to"):
        StateFile(tmp_path / "no" / "s")


def test_a_torn_log_loses_no_more_than_the_torn_write(tmp_path: Path) -> None:
    """As when the machine goes down while it writes."""
    path, copy = tmp_path / "s", tmp_path / "copy"
    with StateFile(path) as file:
        file.write(ROWS[:2])
        whole = (tmp_path / "s-wal").stat().st_size
        file.write(ROWS[2:])
        copy.write_bytes(path.read_bytes())
        log = (tmp_path / "s-wal").read_bytes()
    (tmp_path / "copy-wal").write_bytes(log[: whole + 100])

    with StateFile(copy) as file:
        assert file.read() == ROWS[:2]


def test_a_state_that_cannot_be_understood_is_said_to_be_so(tmp_path: Path) -> None:
    """A fake on it does not start with half of it."""
    path = tmp_path / "s"
    with StateFile(path) as file:
        file.write([("sessions", '"t"', '{"no": "session"}')])

    status = main([*ANY_PORT, "--state", str(path)])

    assert status == WRONG_USAGE
