"""What the target keeps: the tables that its description names, read whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from nango_conformance.driver.database import Database
from nango_conformance.errors import ControlFailed

MOST_ROWS: Final = 20_000
"""Rows of a table that are read: more is no database for a test."""


class Storage:
    """The declared tables of one database; nothing is opened before it is read."""

    def __init__(self, dsn: str, folder: str, tables: tuple[str, ...]) -> None:
        self._database = Database(dsn, folder)
        self._tables = tables

    def texts(self) -> Iterator[tuple[str, str]]:
        """
        Yield every table's name with its rows, a line each.

        Raise ControlFailed for a table that is too long to be read whole: what was not searched
        is not clean.
        """
        for table in self._tables:
            # The schema of the description lets nothing but names through.
            rows = self._database.rows(f"select * from {table} limit {MOST_ROWS + 1}", {})  # noqa: S608
            if len(rows) > MOST_ROWS:
                raise ControlFailed(f"the table {table} has more than {MOST_ROWS} rows")
            yield table, "\n".join(_line(row) for row in rows)

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()


def _line(row: Any) -> str:
    return json.dumps(dict(row), default=_plain, ensure_ascii=False)


def _plain(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes | bytearray) else str(value)
