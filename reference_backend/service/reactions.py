"""
What each event of Nango's changes: one reaction a kind, each inside one transaction.

None of them calls Nango. What must be done there is written to the outbox in the same
transaction, so the webhook is answered at once, and a crash loses nothing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.domain import CONNECTED, Link, LinkStatus
from reference_backend.events import (
    Broken,
    Connection,
    Creation,
    Deleted,
    Event,
    Healed,
    Ignored,
    SyncFailed,
    SyncSucceeded,
)
from reference_backend.jobs import (
    MODEL,
    JobKind,
    NewJob,
    delete_connection,
    first_sync,
    read_records,
)
from reference_backend.store import links, mails, outbox

if TYPE_CHECKING:
    from reference_backend.parts import Parts

REPAIR: Final = "The access has ended and must be granted again."
SYNC_TROUBLE: Final = "The last synchronisation failed."


class Outcome(Enum):
    """What a webhook came to."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    UNCLAIMED = "unclaimed"


Reaction = Callable[[AsyncConnection, Any, "Parts", datetime], Awaitable[Outcome]]


async def react(connection: AsyncConnection, event: Event, parts: Parts, now: datetime) -> Outcome:
    """Let the reaction for this kind of event change what it has to."""
    return await parts.reactions[type(event)](connection, event, parts, now)


async def claim_creation(
    connection: AsyncConnection, creation: Creation, parts: Parts, now: datetime
) -> Outcome:
    """
    Give a new connection to the link whose owner is waiting for it, and to nobody else.

    The owner's row is locked first; of two copies of one event the second then finds the
    connection known. A connection that is known, or that is over, is left as it is: that
    is a redelivery, or somebody else's.
    """
    named, owner = creation.connection, creation.owner
    attempt, reason = None, "names no owner"
    if owner is not None:
        reason = "was not started"
        attempt = await parts.find_attempt(connection, owner, named.integration, now)
    if await links.is_known(connection, named):
        return Outcome.UNCHANGED
    if attempt is None:
        await links.record_unclaimed(connection, named, reason, now)
        return Outcome.UNCLAIMED
    await parts.activate(connection, attempt, creation, parts, now)
    return Outcome.CHANGED


async def activate(
    connection: AsyncConnection, link: Link, creation: Creation, parts: Parts, now: datetime
) -> None:
    """
    Make a link active with its new connection, and enqueue the first sync.

    Nothing was synced through it, so `last_sync_at` is empty: a time there would make the
    first reading skip everything before it.
    """
    await _replace_old(connection, link, now)
    named = replace(creation.connection, id=parts.stored_id(creation.connection))
    await links.change_link(
        connection,
        link.id,
        status=LinkStatus.ACTIVE,
        connection_id=named.id,
        activated_at=now,
        last_sync_at=None,
        last_error=None,
    )
    for job in parts.jobs_after_activation(link, named):
        await outbox.enqueue(connection, job, now)


async def _replace_old(connection: AsyncConnection, link: Link, now: datetime) -> None:
    """
    Let go of the connection that a link had before.

    A link has one. Nobody would ever use the credentials of the older one again, so it is
    deleted at Nango too.
    """
    if (old := connection_of(link)) is not None:
        await forget_connection(connection, link, old, now)
        await outbox.enqueue(connection, delete_connection(link.id, old), now)


def stored_id(named: Connection) -> str:
    """Return the id to store: Nango's own, byte for byte."""
    return named.id


def jobs_after_activation(link: Link, named: Connection) -> tuple[NewJob, ...]:
    """Return what is to be done for a link that has just become active."""
    return (first_sync(link.id, named),)


async def heal(connection: AsyncConnection, event: Healed, parts: Parts, now: datetime) -> Outcome:
    """Make a broken link healthy again: the same row, the same connection, no first sync."""
    del parts, now
    link = await _connected(connection, event.connection)
    if link is None or link.status is LinkStatus.ACTIVE:
        return Outcome.UNCHANGED
    await links.change_link(connection, link.id, status=LinkStatus.ACTIVE, last_error=None)
    return Outcome.CHANGED


async def break_link(
    connection: AsyncConnection, event: Broken, parts: Parts, now: datetime
) -> Outcome:
    """Show the owner that the link needs to be repaired; nothing is lost."""
    del parts, now
    link = await _connected(connection, event.connection)
    if link is None:
        return Outcome.UNCHANGED
    await links.change_link(connection, link.id, status=LinkStatus.ERROR, last_error=REPAIR)
    return Outcome.CHANGED


async def lose(connection: AsyncConnection, event: Deleted, parts: Parts, now: datetime) -> Outcome:
    """End a link whose connection was deleted at Nango."""
    link = await links.link_by_connection(connection, event.connection)
    if link is None:
        return Outcome.UNCHANGED
    # The attempt that made this connection may still be open, and is not waited for again.
    await parts.end_link(connection, replace(link, attempt_expires_at=None), now)
    return Outcome.CHANGED


async def want_records(
    connection: AsyncConnection, event: SyncSucceeded, parts: Parts, now: datetime
) -> Outcome:
    """Read the records that Nango has fetched, if it is a model that we keep."""
    del parts
    link = await _connected(connection, event.connection)
    if link is None or event.model != MODEL:
        return Outcome.UNCHANGED
    await outbox.enqueue(connection, read_records(link.id, event.connection, event.model), now)
    return Outcome.CHANGED


async def note_failed_sync(
    connection: AsyncConnection, event: SyncFailed, parts: Parts, now: datetime
) -> Outcome:
    """Tell the owner that a sync failed; the link stays what it is."""
    del parts, now
    link = await _connected(connection, event.connection)
    if link is None:
        return Outcome.UNCHANGED
    await links.change_link(connection, link.id, last_error=link.last_error or SYNC_TROUBLE)
    return Outcome.CHANGED


async def ignore(
    connection: AsyncConnection, event: Ignored, parts: Parts, now: datetime
) -> Outcome:
    """Change nothing."""
    del connection, event, parts, now
    return Outcome.UNCHANGED


async def end_link(connection: AsyncConnection, link: Link, now: datetime) -> None:
    """
    Take its connection from a link; what was read through it goes with it.

    A link whose owner has already started again goes on waiting for the new connection.
    """
    if (named := connection_of(link)) is not None:
        await forget_connection(connection, link, named, now)
    still_wanted = link.has_open_attempt(now)
    await links.change_link(
        connection,
        link.id,
        status=LinkStatus.PENDING if still_wanted else LinkStatus.DISCONNECTED,
        connection_id=None,
        last_error=None,
    )


async def forget_connection(
    connection: AsyncConnection, link: Link, named: Connection, now: datetime
) -> None:
    """Let nothing more happen for a connection, and forget what came through it."""
    await links.retire(connection, named, now)
    await outbox.drop_jobs(connection, named, JobKind.FIRST_SYNC, JobKind.READ_RECORDS)
    await mails.forget_mails(connection, link.id)


def connection_of(link: Link) -> Connection | None:
    """Return the connection of a link, if it has one."""
    if link.connection_id is None:
        return None
    return Connection(id=link.connection_id, integration=link.integration)


async def _connected(connection: AsyncConnection, named: Connection) -> Link | None:
    """Return the link of a connection, unless it is being ended."""
    link = await links.link_by_connection(connection, named)
    return link if link is not None and link.status in CONNECTED else None


REACTIONS: Final[Mapping[type[Event], Reaction]] = {
    Creation: claim_creation,
    Healed: heal,
    Broken: break_link,
    Deleted: lose,
    SyncSucceeded: want_records,
    SyncFailed: note_failed_sync,
    Ignored: ignore,
}
