"""
SQLite by way of aiosqlite's thread, with one trip there for each statement.

aiosqlite goes there to make a cursor, to execute, to fetch and to close, and each trip wakes
the event loop: together they cost several times what the statement does. SQLAlchemy reads
every row of an answer at once anyway, so the trip that executes brings them back.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, Final

import aiosqlite
from aiosqlite.context import contextmanager

_PRAGMAS: Final = ("busy_timeout = 10000", "journal_mode = WAL", "foreign_keys = ON")
_CHUNK: Final = 64


def open_file(file: str, **options: Any) -> OneTripConnection:
    """Return a connection to be awaited, with what SQLAlchemy would tell `aiosqlite.connect`."""
    connection = OneTripConnection(lambda: _opened(file, options), iter_chunk_size=_CHUNK)
    # As SQLAlchemy does it. Before aiosqlite 0.22 a connection was a thread, and had none.
    thread: Any = getattr(connection, "_thread", connection)
    thread.daemon = True
    return connection


class OneTripConnection(aiosqlite.Connection):
    """A connection on which a transaction begins on the way of its first statement."""

    _begin: str | None = None
    _is_begun = False

    def begin_with_next(self, begin: str) -> None:
        """Let the next statement be the first of a transaction that `begin` begins."""
        self._begin = begin

    @contextmanager
    async def cursor(self) -> aiosqlite.Cursor:
        """Return a cursor, without a trip."""
        return _OneTripCursor(self, self._conn.cursor())

    async def answer(self, cursor: sqlite3.Cursor, execute: Callable[[], object]) -> list[Any]:
        """Execute in the thread, and return every row of the answer."""
        begin, self._begin = self._begin, None
        # Noted before it is known: to roll back what never began does no harm.
        self._is_begun = self._is_begun or begin is not None
        rows: list[Any] = await self._execute(_answer, cursor, begin, execute)  # type: ignore[no-untyped-call]
        return rows

    async def commit(self) -> None:
        """Commit what was begun; without a trip where nothing was."""
        self._begin = None
        if self._is_begun:
            await super().commit()
            self._is_begun = False

    async def rollback(self) -> None:
        """Roll back what was begun; without a trip where nothing was."""
        self._begin = None
        if self._is_begun:
            await super().rollback()
            self._is_begun = False


class _OneTripCursor(aiosqlite.Cursor):
    """A cursor that has every row when it has executed, and nothing left to close."""

    _conn: OneTripConnection
    _left: Iterator[sqlite3.Row] = iter(())

    async def execute(self, sql: str, parameters: Iterable[Any] | None = None) -> aiosqlite.Cursor:
        given: Any = parameters or ()
        rows = await self._conn.answer(self._cursor, lambda: self._cursor.execute(sql, given))
        self._left = iter(rows)
        return self

    async def executemany(self, sql: str, parameters: Iterable[Any]) -> aiosqlite.Cursor:
        await self._conn.answer(self._cursor, lambda: self._cursor.executemany(sql, parameters))
        return self

    async def fetchone(self) -> sqlite3.Row | None:
        return next(self._left, None)

    async def fetchmany(self, size: int | None = None) -> Iterable[sqlite3.Row]:
        return list(islice(self._left, size or self.arraysize))

    async def fetchall(self) -> Iterable[sqlite3.Row]:
        return list(self._left)

    async def close(self) -> None:
        pass


def _answer(
    cursor: sqlite3.Cursor, begin: str | None, execute: Callable[[], object]
) -> list[sqlite3.Row]:
    if begin is not None:
        cursor.execute(begin)
    execute()
    # An answer that was read to its end holds no lock any more.
    return cursor.fetchall()


def _opened(file: str, options: dict[str, Any]) -> sqlite3.Connection:
    # We say ourselves when a transaction begins, so the driver's own BEGIN would be one too many.
    connection: sqlite3.Connection = sqlite3.connect(file, **{**options, "isolation_level": None})
    try:
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
    except sqlite3.Error:
        connection.close()
        raise
    return connection
