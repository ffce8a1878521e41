"""Declared tables are read whole, or not said to have been read."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from nango_conformance.driver import storage
from nango_conformance.driver.storage import Storage
from nango_conformance.errors import ControlFailed


@pytest.fixture
def dsn(tmp_path: Path) -> str:
    """Return the address of a database with one table."""
    with sqlite3.connect(tmp_path / "x.db") as connection:
        connection.execute("create table links (id integer, note text, raw blob)")
        connection.execute("insert into links values (1, 'ä \"quoted\"', x'746f6b656e')")
        connection.execute("insert into links values (2, null, null)")
    return f"sqlite:///{tmp_path / 'x.db'}"


def test_every_row_is_a_line(dsn: str) -> None:
    """Whatever its columns hold; bytes as the text that they may be."""
    kept = Storage(dsn, ".", ("links",))

    assert list(kept.texts()) == [
        (
            "links",
            """{"id": 1, "note": "ä \\"quoted\\"", "raw": "token"}
{"id": 2, "note": null, "raw": null}""",
        )
    ]
    kept.close()


def test_a_table_that_is_too_long_was_not_searched(
    dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was not read is not clean."""
    monkeypatch.setattr(storage, "MOST_ROWS", 1)

    with pytest.raises(ControlFailed, match="the table links has more than 1 rows"):
        list(Storage(dsn, ".", ("links",)).texts())


def test_a_table_that_is_not_there_is_told(dsn: str) -> None:
    """The description is wrong, or the target has not made it yet."""
    with pytest.raises(ControlFailed, match="no such table"):
        list(Storage(dsn, ".", ("gone",)).texts())
