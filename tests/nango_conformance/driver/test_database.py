"""The target's database is read and never written, but for fixtures."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from nango_conformance.driver.database import Database
from nango_conformance.errors import ControlFailed, UsageError


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Give a database with two rows."""
    path = tmp_path / "app.db"
    connection = sqlite3.connect(path)
    connection.execute("create table links (id integer, who text)")
    connection.executemany("insert into links values (?, ?)", [(1, "a"), (2, "b")])
    connection.commit()
    connection.close()
    return path


@pytest.fixture
def database(file: Path) -> Iterator[Database]:
    """Give the harness's view of it, by a path relative to the target file."""
    database = Database("sqlite+aiosqlite:///app.db", str(file.parent))
    yield database
    database.close()


def test_rows_have_the_names_of_their_columns(database: Database) -> None:
    """Whatever driver the target names in its address."""
    query = "select id as row_id, who from links where who = :actor"

    assert database.rows(query, {"actor": "b", "row": "unused"}) == ({"row_id": 2, "who": "b"},)


def test_a_number_may_be_given_as_text(database: Database) -> None:
    """Ids come from templates, which are text."""
    assert len(database.rows("select 1 from links where id = :row", {"row": "2"})) == 1


def test_a_value_is_never_part_of_the_statement(database: Database) -> None:
    """However it is written."""
    assert database.rows("select 1 from links where who = :actor", {"actor": "' or 1=1 --"}) == ()


@pytest.mark.parametrize(
    "query", ["delete from links", "create table x (y)", "update links set id=9"]
)
def test_a_query_cannot_write(database: Database, query: str) -> None:
    """The operator's data is not the harness's."""
    with pytest.raises(ControlFailed, match=r"did not take a query: attempt to write a readonly"):
        database.rows(query, {})
    assert len(database.rows("select * from links", {})) == 2


def test_what_fixtures_write_is_read(database: Database) -> None:
    """By another connection, so it was committed."""
    database.execute(["insert into links values (:id, :name)"], {"id": "3", "name": "c"})

    assert database.rows("select who from links where id = 3", {}) == ({"who": "c"},)


def test_a_database_that_is_not_there_is_told(tmp_path: Path) -> None:
    """And not made by looking at it."""
    database = Database("sqlite:///nowhere.db", str(tmp_path))

    with pytest.raises(ControlFailed, match="unable to open database file"):
        database.rows("select 1", {})
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_nothing_here_can_speak_to_is_told() -> None:
    """With those that can be."""
    with pytest.raises(UsageError, match=r"there is no driver for oracle; sqlite, postgresql"):
        Database("oracle://localhost/x", ".")
