"""
What the jobs of the outbox do at Nango.

Each can be done twice without harm, because a crash between the call and the note that it
was made does just that. Each looks first whether the connection is still ours: a person
may have ended the link while the job waited.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Final

from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.domain import CONNECTED, Link, LinkStatus
from reference_backend.errors import NangoError
from reference_backend.jobs import SYNC, Job, JobKind
from reference_backend.nango import JsonObject
from reference_backend.records import Page, read_page
from reference_backend.service.connections import finish_disconnect
from reference_backend.store import links, mails, outbox

if TYPE_CHECKING:
    from reference_backend.backend import Backend

_log = logging.getLogger(__name__)

TROUBLE: Final[Mapping[JobKind, str]] = {
    JobKind.FIRST_SYNC: "The first synchronisation could not be started.",
    JobKind.READ_RECORDS: "The new mails could not be read.",
}
_MOST_PAGES: Final = 1_000
_PAGE_SIZE: Final = 100

Worker = Callable[["Backend", Job], Awaitable[None]]


async def start_first_sync(backend: Backend, job: Job) -> None:
    """Tell Nango to run the sync now, for this connection and no other."""
    if await _link_of(backend, job) is not None:
        await backend.nango.trigger_sync(backend.parts.sync_request(job))


def sync_request(job: Job) -> JsonObject:
    """
    Return the body of `POST /sync/trigger`.

    Without `connection_id` Nango would run the sync for everybody's connections.
    """
    return {
        "syncs": [SYNC],
        "provider_config_key": job.connection.integration,
        "connection_id": job.connection.id,
    }


async def read_all_records(backend: Backend, job: Job) -> None:
    """
    Read every page since the last record that we have, and store each as it comes.

    `next_cursor` is null on the last page, so the place to go on from next time is the
    cursor of the last record itself; it is saved with the records, in one transaction.
    """
    model = job.model or ""
    async with backend.database.reading() as connection:
        cursor = await mails.cursor_of(connection, job.link_id, model)
    for _ in range(_MOST_PAGES):
        link = await _link_of(backend, job)
        if link is None:
            return
        query = backend.parts.records_query(link, model, cursor)
        page = read_page(await backend.nango.read_records(job.connection, query))
        if not await backend.database.write(partial(_store, backend, job, page)):
            return
        if page.next_cursor in (None, cursor):
            return
        cursor = page.next_cursor
    raise NangoError("Nango has more pages than are read at once.")


def records_query(link: Link, model: str, cursor: str | None) -> dict[str, str]:
    """Return the query of `GET /records`: from the cursor on, or from the very beginning."""
    del link
    query = {"model": model, "limit": str(_PAGE_SIZE)}
    return query if cursor is None else {**query, "cursor": cursor}


async def delete_at_nango(backend: Backend, job: Job) -> None:
    """Delete a connection that was replaced, or that its owner has ended."""
    await backend.nango.delete_connection(job.connection)
    await backend.database.write(
        lambda connection: finish_disconnect(backend, connection, job.connection)
    )


async def give_up(connection: AsyncConnection, job: Job) -> None:
    """Tell the owner what will not happen by itself any more."""
    link = await _still_connected(connection, job)
    if link is not None and job.kind in TROUBLE:
        await links.change_link(connection, link.id, last_error=TROUBLE[job.kind])


async def _store(backend: Backend, job: Job, page: Page, connection: AsyncConnection) -> bool:
    """Store one page; False when the connection was ended while it was on its way."""
    now = backend.now()
    link = await _still_connected(connection, job)
    if link is None:
        return False
    await mails.store_mails(connection, job.link_id, page.mails)
    if page.last_cursor is not None:
        await mails.save_cursor(connection, job.link_id, job.model or "", page.last_cursor)
    if page.next_cursor is None:
        healthy = link.status is LinkStatus.ACTIVE
        last_error = None if healthy else link.last_error
        await links.change_link(connection, link.id, last_sync_at=now, last_error=last_error)
    await outbox.renew(connection, job, now)
    return True


async def _link_of(backend: Backend, job: Job) -> Link | None:
    async with backend.database.reading() as connection:
        return await _still_connected(connection, job)


async def _still_connected(connection: AsyncConnection, job: Job) -> Link | None:
    link = await links.link_by_connection(connection, job.connection)
    return link if link is not None and link.status in CONNECTED else None


WORKERS: Final[Mapping[JobKind, Worker]] = {
    JobKind.FIRST_SYNC: start_first_sync,
    JobKind.READ_RECORDS: read_all_records,
    JobKind.DELETE_CONNECTION: delete_at_nango,
}
