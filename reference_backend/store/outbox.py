"""
The queue of jobs, in the same database as the links.

A job is written in the transaction that makes it necessary, so there is never one without
the other. Claiming moves `due_at` to the end of a lease and leaves a mark; who finishes a
job shows the mark, so a worker that was thought dead cannot undo what came after it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import bindparam, case, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.domain import new_id
from reference_backend.events import Connection
from reference_backend.jobs import Job, JobKind, NewJob
from reference_backend.tables import Moment, outbox

QUEUED: Final = "queued"
DONE: Final = "done"
DEAD: Final = "dead"

# Longer than the time-out of one call to Nango: a job makes one call for each lease.
LEASE: Final = timedelta(seconds=12)


_KNOWN: Final = select(outbox.c.id).where(outbox.c.key == bindparam("of_key"))
_ADD: Final = insert(outbox)
_WISH_AGAIN: Final = (
    update(outbox)
    .where(outbox.c.id == bindparam("job"))
    .values(
        state=QUEUED,
        generation=outbox.c.generation + 1,
        attempts=0,
        # A job that is being done keeps its lease: its worker will see the new generation.
        due_at=case(
            (outbox.c.claim.is_(None), bindparam("due", type_=Moment)), else_=outbox.c.due_at
        ),
    )
)
_QUEUED: Final = outbox.c.state == QUEUED
_FIRST_DUE: Final = (
    select(outbox)
    .where(_QUEUED, outbox.c.due_at <= bindparam("now"))
    .order_by(outbox.c.due_at)
    .limit(1)
    # Workers of other processes take other rows instead of waiting for this one.
    .with_for_update(skip_locked=True)
)
_NEXT_DUE: Final = select(outbox.c.due_at).where(_QUEUED).order_by(outbox.c.due_at).limit(1)
_CLAIM: Final = update(outbox).where(outbox.c.id == bindparam("job"))
_OF_CLAIM: Final = update(outbox).where(outbox.c.claim == bindparam("mark"))
_POSTPONE: Final = _OF_CLAIM.values(claim=None)
_BURY: Final = _OF_CLAIM.values(claim=None, state=DEAD)
_FINISH: Final = _OF_CLAIM.values(
    claim=None,
    attempts=0,
    state=case((outbox.c.generation != bindparam("done_generation"), QUEUED), else_=DONE),
    last_error=None,
)
_DROP: Final = delete(outbox).where(
    outbox.c.connection_id == bindparam("named_id"),
    outbox.c.integration == bindparam("named_integration"),
    outbox.c.kind.in_(bindparam("kinds", expanding=True)),
)


async def enqueue(connection: AsyncConnection, job: NewJob, now: datetime) -> None:
    """Write a job, unless the same one is there; one that may be repeated is wished for again."""
    found = await connection.execute(_KNOWN, {"of_key": job.key})
    known = found.scalar_one_or_none()
    if known is None:
        await connection.execute(_ADD, _row(job, now + job.delay))
    elif not job.is_once_only:
        await connection.execute(_WISH_AGAIN, {"job": known, "due": now + job.delay})


async def claim(connection: AsyncConnection, now: datetime) -> Job | None:
    """Take the job that has been due for longest, for the time of one lease."""
    found = await connection.execute(_FIRST_DUE, {"now": now})
    row = found.one_or_none()
    if row is None:
        return None
    job = _claimed(row)
    await connection.execute(
        _CLAIM,
        {"job": job.id, "claim": job.claim, "attempts": job.attempts, "due_at": now + LEASE},
    )
    return job


async def renew(connection: AsyncConnection, job: Job, now: datetime) -> None:
    """Begin another lease of a job that has made progress."""
    await connection.execute(_OF_CLAIM, {"mark": job.claim, "due_at": now + LEASE})


async def finish(connection: AsyncConnection, job: Job, now: datetime) -> None:
    """Mark a job done; if it was wished for again meanwhile, it is due at once."""
    await connection.execute(
        _FINISH, {"mark": job.claim, "done_generation": job.generation, "due_at": now}
    )


async def postpone(connection: AsyncConnection, job: Job, due_at: datetime, reason: str) -> None:
    """Put a failed job back until it is due again."""
    await connection.execute(_POSTPONE, {"mark": job.claim, "due_at": due_at, "last_error": reason})


async def bury(connection: AsyncConnection, job: Job, reason: str) -> bool:
    """Give a job up; False when it was no longer ours to give up."""
    buried = await connection.execute(_BURY, {"mark": job.claim, "last_error": reason})
    return buried.rowcount == 1


async def next_due(connection: AsyncConnection) -> datetime | None:
    """Return when the next job is due, a lease that runs out included."""
    found = await connection.execute(_NEXT_DUE)
    due_at: datetime | None = found.scalar_one_or_none()
    return due_at


async def drop_jobs(connection: AsyncConnection, named: Connection, *kinds: JobKind) -> None:
    """Forget the jobs of these kinds for a connection, also one that is being done."""
    await connection.execute(
        _DROP,
        {
            "named_id": named.id,
            "named_integration": named.integration,
            "kinds": [kind.value for kind in kinds],
        },
    )


def _claimed(row: Any) -> Job:
    return Job(
        id=row.id,
        kind=JobKind(row.kind),
        link_id=row.link_id,
        connection=Connection(id=row.connection_id, integration=row.integration),
        model=row.model,
        attempts=row.attempts + 1,
        generation=row.generation,
        claim=new_id(),
    )


def _row(job: NewJob, due_at: datetime) -> dict[str, object]:
    return {
        "id": new_id(),
        "key": job.key,
        "kind": job.kind.value,
        "link_id": job.link_id,
        "connection_id": job.connection.id,
        "integration": job.connection.integration,
        "model": job.model,
        "state": QUEUED,
        "due_at": due_at,
        "attempts": 0,
        "generation": 0,
    }
