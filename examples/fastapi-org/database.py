"""One SQLite file: its tables, and transactions that take turns."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

TABLES = """
create table if not exists organisations (
    id   text primary key,
    name text not null
);
create table if not exists members (
    id              text primary key,
    organisation_id text not null references organisations,
    email           text not null,
    token_hash      text not null unique
);
create table if not exists connections (
    id                  text primary key,
    organisation_id     text not null references organisations,
    integration         text not null,
    status              text not null,
    nango_connection_id text,
    started_by          text not null references members,
    started_at          text not null,
    unique (nango_connection_id, integration)
);
-- One attempt and one connection for an organisation and an integration; what ended stays.
create unique index if not exists one_pending on connections (organisation_id, integration)
    where status = 'pending';
create unique index if not exists one_live on connections (organisation_id, integration)
    where status in ('active', 'needs_reconnect');
create table if not exists jobs (
    id            integer primary key,
    kind          text not null,
    connection_id text not null,
    integration   text not null,
    taken         integer not null default 0,
    attempts      integer not null default 0
);
"""


class Database:
    """A file that every request opens for itself, so that threads share nothing."""

    def __init__(self, path: str) -> None:
        self._path = path
        with closing(self._open()) as db:
            db.execute("pragma journal_mode = wal")
            db.executescript(TABLES)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Yield a connection; commit at the end, and roll back when anything was raised."""
        with closing(self._open()) as db:
            # Immediate: who reads in order to write must not find out at the end that it is late.
            db.execute("begin immediate")
            with db:
                yield db

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Yield a connection that waits for no writer."""
        with closing(self._open()) as db:
            yield db

    def _open(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._path, timeout=10, isolation_level=None)
        db.row_factory = sqlite3.Row
        db.execute("pragma foreign_keys = on")
        return db
