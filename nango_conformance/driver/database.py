"""
The target's database, as the harness may see it.

Queries run in a transaction that is read-only where the database knows that, and rolled back
in any case; only fixtures write. The address is SQLAlchemy's; the driver in it does not matter.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, bindparam, create_engine, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.types import NullType

from nango_conformance.errors import ControlFailed, UsageError
from nango_conformance.target.texts import bound

DRIVERS: Final[Mapping[str, str]] = {
    "sqlite": "sqlite",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mariadb": "mariadb+pymysql",
}
"""How each kind of database is spoken to, whatever driver the target itself uses."""

_EXTRAS: Final = {"psycopg": "postgres", "pymysql": "mysql"}
_READ_ONLY: Final = {"mysql": "set transaction read only", "mariadb": "set transaction read only"}

Row = Mapping[str, Any]


class Database:
    """One database; nothing is opened before it is asked."""

    def __init__(self, dsn: str, folder: str) -> None:
        self._url = _placed(address(dsn), folder)
        self._reader: Engine | None = None
        self._writer: Engine | None = None

    def rows(self, query: str, values: Mapping[str, str]) -> tuple[Row, ...]:
        """Return what a query gives; raise ControlFailed when it cannot be run."""
        if self._reader is None:
            self._reader = _engine(_read_only(self._url))
        with self._told("query"), self._reader.connect() as connection:
            _prepare(connection)
            found = connection.execute(_statement(query, values))
            return tuple(dict(row) for row in found.mappings())

    def execute(self, statements: Sequence[str], values: Mapping[str, str]) -> None:
        """Run statements in one transaction; raise ControlFailed when one of them fails."""
        if self._writer is None:
            self._writer = _engine(self._url)
        with self._told("statement"), self._writer.begin() as connection:
            for statement in statements:
                connection.execute(_statement(statement, values))

    def close(self) -> None:
        """Let go of every connection."""
        for engine in (self._reader, self._writer):
            if engine is not None:
                engine.dispose()

    @contextlib.contextmanager
    def _told(self, what: str) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            said = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
            raise ControlFailed(
                f"the database {self._url.database} did not take a {what}: {said}"
            ) from error


def address(dsn: str) -> URL:
    """Return an address in its parts; raise UsageError, without quoting it, when it is none."""
    try:
        return make_url(dsn)
    except (ArgumentError, ValueError):
        # The address may hold a password, and so may what was said of it.
        raise UsageError("[status.sql] dsn is no address that SQLAlchemy reads") from None


def _placed(url: URL, folder: str) -> URL:
    kind = url.get_backend_name()
    if kind not in DRIVERS:
        raise UsageError(f"[status.sql] dsn: there is no driver for {kind}; {', '.join(DRIVERS)}")
    url = url.set(drivername=DRIVERS[kind])
    if kind == "sqlite" and url.database and not url.database.startswith(("/", ":", "file:")):
        url = url.set(database=str(Path(folder) / url.database))
    return url


def _read_only(url: URL) -> URL:
    if url.get_backend_name() != "sqlite" or url.database in {None, "", ":memory:"}:
        return url
    return url.set(
        database=f"file:{url.database}", query={**url.query, "mode": "ro", "uri": "true"}
    )


def _engine(url: URL) -> Engine:
    try:
        return create_engine(url)
    except ModuleNotFoundError as error:
        extra = _EXTRAS.get(str(error.name), str(error.name))
        raise UsageError(
            f"[status.sql] dsn needs {error.name}: pip install 'nango-conformance[{extra}]'"
        ) from error


def _prepare(connection: Connection) -> None:
    name = connection.dialect.name
    if name == "postgresql":
        connection.execution_options(postgresql_readonly=True)
    elif name in _READ_ONLY:
        connection.exec_driver_sql(_READ_ONLY[name])


def _statement(query: str, values: Mapping[str, str]) -> Any:
    # Without a type the database decides what a value is, so that ids may be numbers.
    parameters = (bindparam(name, values[name], type_=NullType()) for name in bound(query))
    return text(query).bindparams(*parameters)
