"""
What is still to be done at Nango, as values that survive a crash in the table `outbox`.

The key of a job says what makes two of them the same. A first sync is enqueued once for
each connection, ever; reading and deleting may be wished for again, and a wish that comes
while the last one still waits is the same wish.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import Final

from reference_backend.events import Connection

MODEL: Final = "Email"
SYNC: Final = "emails"

MOST_ATTEMPTS: Final = 20
_FIRST_WAIT: Final = timedelta(seconds=0.5)
_LONGEST_WAIT: Final = timedelta(minutes=5)


class JobKind(Enum):
    """The kinds of work that wait in the outbox."""

    FIRST_SYNC = "first_sync"
    READ_RECORDS = "read_records"
    DELETE_CONNECTION = "delete_connection"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewJob:
    """A job that is about to be written."""

    kind: JobKind
    link_id: str
    connection: Connection
    key: str
    model: str | None = None
    delay: timedelta = timedelta(0)

    @property
    def is_once_only(self) -> bool:
        """Whether the same job must not run again after it is done."""
        return self.kind is JobKind.FIRST_SYNC


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job that somebody has claimed and is doing now."""

    id: str
    kind: JobKind
    link_id: str
    connection: Connection
    model: str | None
    attempts: int
    generation: int
    claim: str


def first_sync(link_id: str, connection: Connection) -> NewJob:
    """Return the job that starts the first sync of a new connection."""
    return _new(JobKind.FIRST_SYNC, link_id, connection)


def read_records(link_id: str, connection: Connection, model: str) -> NewJob:
    """Return the job that reads the records of one model."""
    return _new(JobKind.READ_RECORDS, link_id, connection, model=model)


def delete_connection(
    link_id: str, connection: Connection, *, delay: timedelta = timedelta(0)
) -> NewJob:
    """Return the job that removes a connection at Nango."""
    return _new(JobKind.DELETE_CONNECTION, link_id, connection, delay=delay)


def wait_after(attempt: int) -> timedelta:
    """Return how long to wait after a failed attempt: 0.5 s after the first, then doubled."""
    doublings = min(attempt - 1, MOST_ATTEMPTS)
    return min(_FIRST_WAIT * (1 << doublings), _LONGEST_WAIT)


def _new(
    kind: JobKind,
    link_id: str,
    connection: Connection,
    *,
    model: str | None = None,
    delay: timedelta = timedelta(0),
) -> NewJob:
    # A connection id may hold any of our separators; an integration holds no slash, so
    # with the id last two different jobs never get one key.
    key = "/".join((kind.value, model or "", connection.integration, connection.id))
    return NewJob(
        kind=kind, link_id=link_id, connection=connection, key=key, model=model, delay=delay
    )
