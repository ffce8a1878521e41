"""
A file of entries that a crash cannot tear: SQLite with a write-ahead log.

What has been written when `write` returns is there after the process was killed. After a
power failure the last writes may be missing, but the file is whole. One process owns it.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, Self

from fake_nango.lasting import StateFileError

# "Fake" in ASCII: how SQLite's own header tells our files from others.
APPLICATION: Final = 0x46616B65
VERSION: Final = 1
_OWNER_ONLY: Final = 0o600

_PUT: Final = (
    "INSERT INTO entry VALUES (?, ?, ?)"
    " ON CONFLICT (store, key) DO UPDATE SET value = excluded.value"
)

# Table, key and value; an entry without a value has gone.
Row = tuple[str, str, str | None]


class StateFile:
    """An open file of state."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._database = self._opened()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        self._database.close()

    def read(self) -> list[tuple[str, str, str]]:
        """Return every entry, oldest first."""
        rows = self._database.execute("SELECT store, key, value FROM entry ORDER BY rowid")
        return list(rows)

    def write(self, rows: Iterable[Row]) -> None:
        """Change entries, all or none of them."""
        with self._transaction() as database:
            for store, key, value in rows:
                if value is None:
                    database.execute("DELETE FROM entry WHERE store = ? AND key = ?", (store, key))
                else:
                    # A changed entry keeps its place among the others, as in the store.
                    database.execute(_PUT, (store, key, value))

    def rewrite(self, rows: Iterable[tuple[str, str, str]]) -> None:
        """Put these entries in the place of all that there are."""
        with self._transaction() as database:
            database.execute("DELETE FROM entry")
            database.executemany("INSERT INTO entry VALUES (?, ?, ?)", rows)

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        database = self._database
        database.execute("BEGIN")
        try:
            yield database
        except BaseException:
            database.execute("ROLLBACK")
            raise
        database.execute("COMMIT")

    def _opened(self) -> sqlite3.Connection:
        path = self._path
        try:
            _make(path)
            database = sqlite3.connect(path, isolation_level=None, timeout=0)
        except (OSError, sqlite3.Error) as error:
            raise StateFileError(
                f"The state cannot be kept in {path}: {error}. Name a file in a folder that"
                " exists and that you may write to."
            ) from error
        try:
            self._prepare(database)
        except BaseException:
            database.close()
            raise
        return database

    def _prepare(self, database: sqlite3.Connection) -> None:
        path = self._path
        try:
            database.execute("PRAGMA locking_mode = EXCLUSIVE")
            database.execute("BEGIN EXCLUSIVE")
            _claim(database, path)
            database.execute("COMMIT")
            # Not before: this changes the file, which may be somebody else's.
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = NORMAL")
        except sqlite3.OperationalError as error:
            raise StateFileError(
                f"{path} cannot be used: {error}. Is another fake running with the same"
                " --state? Stop that one, or name another file."
            ) from error
        except sqlite3.DatabaseError as error:
            raise StateFileError(
                f"{path} is not a file of the fake's state ({error}). Name another file, or"
                " move this one away."
            ) from error


def _make(path: Path) -> None:
    """Make the file, or take an empty one, so that nobody else can read what comes into it."""
    made = os.open(path, os.O_CREAT | os.O_RDWR, _OWNER_ONLY)
    try:
        if os.fstat(made).st_size == 0:
            os.fchmod(made, _OWNER_ONLY)
    finally:
        os.close(made)


def _claim(database: sqlite3.Connection, path: Path) -> None:
    """Make an empty file ours, or find that it is."""
    tables = database.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    application = database.execute("PRAGMA application_id").fetchone()[0]
    version = database.execute("PRAGMA user_version").fetchone()[0]
    if not tables and not application:
        database.execute(f"PRAGMA application_id = {APPLICATION}")
        database.execute(f"PRAGMA user_version = {VERSION}")
        database.execute(
            "CREATE TABLE entry (store TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL)"
        )
        database.execute("CREATE UNIQUE INDEX entry_key ON entry (store, key)")
    elif application != APPLICATION:
        raise StateFileError(
            f"{path} is somebody else's SQLite database. Name another file for the state."
        )
    elif version != VERSION:
        raise StateFileError(
            f"{path} was written in version {version} of the format, and this program reads"
            f" version {VERSION}. Use the program that wrote it, or move the file away."
        )
