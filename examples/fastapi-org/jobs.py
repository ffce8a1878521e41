"""
What is to be done at Nango after a webhook was answered.

A job is written in the transaction that makes it necessary, so a crash loses none. Whoever
answered a webhook runs what is due; the rest is done by the minute.
"""

from __future__ import annotations

import logging
import sqlite3

from database import Database
from nango import Connection, Nango, NangoError

MOST_ATTEMPTS = 10

_log = logging.getLogger("uvicorn.error")


def add(db: sqlite3.Connection, kind: str, connection: Connection) -> None:
    """Write down a job, `sync` or `delete`, for a connection."""
    db.execute(
        "insert into jobs (kind, connection_id, integration) values (?, ?, ?)",
        (kind, connection.id, connection.integration),
    )


def drop(db: sqlite3.Connection, connection: Connection) -> None:
    """Forget the jobs of a connection."""
    db.execute(
        "delete from jobs where connection_id = ? and integration = ?",
        (connection.id, connection.integration),
    )


def give_back(database: Database) -> None:
    """Let the jobs that a process died with be done again."""
    with database.transaction() as db:
        db.execute("update jobs set taken = 0")


def run(database: Database, nango: Nango) -> None:
    """Do every job that is due, each once; what Nango refuses stays for the next run."""
    calls = {"sync": nango.trigger_sync, "delete": nango.delete_connection}
    last = 0
    while job := _take(database, last):
        last = job["id"]
        try:
            calls[job["kind"]](Connection(job["connection_id"], job["integration"]))
        except NangoError as failed:
            _log.warning("job %s is put off: %s", job["kind"], failed)
            _end(database, "update jobs set taken = 0 where id = ?", last)
        else:
            _end(database, "delete from jobs where id = ?", last)


def _take(database: Database, after: int) -> sqlite3.Row | None:
    with database.transaction() as db:
        job: sqlite3.Row | None = db.execute(
            """
            update jobs set taken = 1, attempts = attempts + 1
             where id = (select min(id) from jobs where taken = 0 and attempts < ? and id > ?)
            returning id, kind, connection_id, integration
            """,
            (MOST_ATTEMPTS, after),
        ).fetchone()
        return job


def _end(database: Database, statement: str, job: int) -> None:
    with database.transaction() as db:
        db.execute(statement, (job,))
