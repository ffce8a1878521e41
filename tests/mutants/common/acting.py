"""What several wrong backends do when a connection has been made."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.backend import Backend
from reference_backend.domain import Link
from reference_backend.events import Connection, Creation, Event
from reference_backend.jobs import SYNC, NewJob
from reference_backend.parts import Parts
from reference_backend.service import reactions
from reference_backend.service.reactions import Outcome, react

Sync = Callable[[Backend, Connection], Awaitable[None]]


async def start_sync(backend: Backend, named: Connection) -> None:
    """Ask Nango for the first sync of one connection."""
    whose = {"provider_config_key": named.integration, "connection_id": named.id}
    await backend.nango.trigger_sync({"syncs": [SYNC], **whose})


async def receive_and_sync(backend: Backend, event: Event, sync: Sync) -> Outcome:
    """Act on an event, and sync inside the transaction that does."""
    now = backend.now()

    async def unit(connection: AsyncConnection) -> Outcome:
        outcome = await react(connection, event, backend.parts, now)
        if isinstance(event, Creation) and outcome is Outcome.CHANGED:
            await sync(backend, event.connection)
        return outcome

    outcome = await backend.database.write(unit)
    backend.outbox.wake()
    return outcome


def no_jobs(link: Link, named: Connection) -> tuple[NewJob, ...]:
    """Leave nothing to do after an activation."""
    del link, named
    return ()


async def activate_afresh(
    connection: AsyncConnection, link: Link, creation: Creation, parts: Parts, now: datetime
) -> None:
    """Activate a link, and forget that it had a connection before."""
    bare = replace(link, connection_id=None)
    await reactions.activate(connection, bare, creation, parts, now)
